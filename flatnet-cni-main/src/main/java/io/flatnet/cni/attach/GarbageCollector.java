package io.flatnet.cni.attach;

import io.flatnet.ipam.IpAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.Route;
import io.flatnet.netlink.RouteFilter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Removes from a node what this plugin made there and nothing uses: routes of its protocol to
 * addresses that no attachment has, and VLAN links of its alias that carry nothing. Thread-safe.
 *
 * <p>A call names the attachments of one network, and there may be several: a route stays also
 * while its address is in any namespace of the node.
 */
public final class GarbageCollector {
  private final Netlink node;
  private final Occupants occupants;
  private final Parents parents;

  /**
   * @param node a socket in the node's namespace
   * @param ownId the number by which that namespace knows itself; negative = unknown
   * @param parents the node's links
   */
  public GarbageCollector(Netlink node, int ownId, Parents parents) {
    this.node = node;
    this.occupants = new Occupants(node, ownId);
    this.parents = parents;
  }

  /**
   * Removes all it can.
   *
   * @param validContainers those that still have attachments of this network
   * @return what the kernel refused; the rest is done
   */
  public List<NetlinkException> collect(Collection<String> validContainers) {
    List<NetlinkException> refused = new ArrayList<>();
    collectRoutes(validContainers, refused);
    for (Link vlan : listed(parents::ownVlans, refused)) {
      trying(() -> parents.deleteIfUnused(vlan), refused);
    }
    return refused;
  }

  /** The routes are read first: the address of one that was made meanwhile is alive by then. */
  private void collectRoutes(Collection<String> validContainers, List<NetlinkException> refused) {
    List<Route> routes =
        listed(
            () -> node.routes().list(RouteFilter.ALL.madeBy(RoutePlanner.PROTOCOL_FLATNET)),
            refused);
    if (routes.isEmpty()) {
      return;
    }
    Set<Long> valid =
        validContainers.stream().map(RoutePlanner::ownerMetric).collect(Collectors.toSet());
    List<IpAddress> alive = listed(() -> List.copyOf(occupants.addresses()), refused);
    if (!refused.isEmpty()) {
      return; // without the addresses nobody knows what is used
    }
    Set<IpAddress> used = Set.copyOf(alive);
    for (Route route : routes) {
      if (!valid.contains(route.priority()) && !used.contains(route.destination().network())) {
        trying(() -> node.routes().delete(route), refused);
      }
    }
  }

  private static <T> List<T> listed(Supplier<List<T>> list, List<NetlinkException> refused) {
    try {
      return list.get();
    } catch (NetlinkException e) {
      refused.add(e);
      return List.of();
    }
  }

  private static void trying(Runnable removal, List<NetlinkException> refused) {
    try {
      removal.run();
    } catch (NetlinkException e) {
      if (!UndoLog.isGone(e)) {
        refused.add(e);
      }
    }
  }
}
