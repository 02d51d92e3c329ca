package io.flatnet.cni.attach;

import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan needs to know of the node.
 *
 * @param parent the link that the interface is put on
 * @param defaultRoutes the main table's default routes; empty when not needed
 * @param addresses all addresses; empty when not needed
 * @param towardsPod the route by which the node reaches the pod's other interface; null when not
 *     needed or none
 */
public record NodeState(
    Parent parent,
    List<Route> defaultRoutes,
    List<InterfaceAddress> addresses,
    @Nullable Route towardsPod) {
  /** Copies the lists. */
  public NodeState {
    defaultRoutes = List.copyOf(defaultRoutes);
    addresses = List.copyOf(addresses);
  }

  /** Of the parent alone. */
  public static NodeState of(Parent parent) {
    return new NodeState(parent, List.of(), List.of(), null);
  }

  /** The parent link. */
  public Link parentLink() {
    return parent.link();
  }
}
