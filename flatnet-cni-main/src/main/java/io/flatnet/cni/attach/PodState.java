package io.flatnet.cni.attach;

import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Route;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a plan needs to know of a pod's network namespace.
 *
 * @param links its links
 * @param routes the main table
 * @param addresses all addresses
 */
public record PodState(List<Link> links, List<Route> routes, List<InterfaceAddress> addresses) {
  /** Of a pod whose state the plan does not depend on. */
  public static final PodState EMPTY = new PodState(List.of(), List.of(), List.of());

  /** Copies the lists. */
  public PodState {
    links = List.copyOf(links);
    routes = List.copyOf(routes);
    addresses = List.copyOf(addresses);
  }

  /** The link of a name. */
  public Optional<Link> link(String name) {
    return links.stream().filter(link -> link.name().equals(name)).findFirst();
  }

  /** The default routes of a family, the one that the kernel prefers first. */
  public List<Route> defaultRoutes(IpFamily family) {
    return routes.stream()
        .filter(route -> route.isDefault() && route.family() == family)
        .sorted(Comparator.comparingLong(Route::priority))
        .toList();
  }

  /** The routable addresses of a link, IPv4 first. */
  public List<InterfaceAddress> globalAddresses(Link link) {
    return addresses.stream()
        .filter(address -> address.linkIndex() == link.index() && address.isGlobal())
        .sorted(Comparator.comparing(InterfaceAddress::address))
        .toList();
  }
}
