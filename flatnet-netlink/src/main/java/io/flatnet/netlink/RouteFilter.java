package io.flatnet.netlink;

import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * Which routes a list shall hold: null means any.
 *
 * @param family the family
 * @param table the table; {@link #ALL} is the main table only, as {@code ip route} shows
 * @param linkIndex the link of the route or of one of its ways
 * @param protocol who made it (RTPROT_)
 * @param destination exactly this network
 */
public record RouteFilter(
    @Nullable IpFamily family,
    @Nullable Integer table,
    @Nullable Integer linkIndex,
    @Nullable Integer protocol,
    @Nullable IpPrefix destination) {
  /** The main table of both families. */
  public static final RouteFilter ALL = new RouteFilter(null, Route.TABLE_MAIN, null, null, null);

  /** The same for one family. */
  public RouteFilter of(IpFamily value) {
    return new RouteFilter(value, table, linkIndex, protocol, destination);
  }

  /** The same for one table. */
  public RouteFilter inTable(int value) {
    return new RouteFilter(family, value, linkIndex, protocol, destination);
  }

  /** The same for one link. */
  public RouteFilter dev(int value) {
    return new RouteFilter(family, table, value, protocol, destination);
  }

  /** The same for one protocol. */
  public RouteFilter madeBy(int value) {
    return new RouteFilter(family, table, linkIndex, value, destination);
  }

  /** The same for one destination, and so for its family. */
  public RouteFilter to(IpPrefix value) {
    return new RouteFilter(value.family(), table, linkIndex, protocol, value);
  }

  /** Whether a route is one of these. */
  public boolean matches(Route route) {
    return (family == null || family == route.family())
        && (table == null || table == route.table())
        && (protocol == null || protocol == route.protocol())
        && (destination == null || destination.equals(route.destination()))
        && (linkIndex == null || goesOver(route, linkIndex));
  }

  private static boolean goesOver(Route route, int linkIndex) {
    return route.linkIndex() == linkIndex
        || route.nextHops().stream().anyMatch(hop -> hop.linkIndex() == linkIndex);
  }
}
