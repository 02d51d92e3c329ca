package io.flatnet.cni.attach;

import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan needs to know of the node.
 *
 * @param master the parent link
 * @param defaultRoutes the main table's default routes; empty when not needed
 * @param addresses all addresses; empty when not needed
 * @param towardsPod the route by which the node reaches the pod's other interface; null when not
 *     needed or none
 */
public record NodeState(
    Link master,
    List<Route> defaultRoutes,
    List<InterfaceAddress> addresses,
    @Nullable Route towardsPod) {
  /** Copies the lists. */
  public NodeState {
    defaultRoutes = List.copyOf(defaultRoutes);
    addresses = List.copyOf(addresses);
  }

  /** Of the master alone. */
  public static NodeState of(Link master) {
    return new NodeState(master, List.of(), List.of(), null);
  }
}
