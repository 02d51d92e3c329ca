package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.RouteHeader;
import io.flatnet.netlink.wire.Rtnetlink;
import java.util.ArrayList;
import java.util.List;

/** The routes of a namespace. Every verb throws {@link NetlinkException}. */
public final class Routes {
  private static final int TYPE_LOCAL = 2; // RTN_LOCAL

  private final RouteSocket socket;

  Routes(RouteSocket socket) {
    this.socket = socket;
  }

  /** EEXIST if an equal one is there. Equivalent to: {@code ip route add …}. */
  public void add(Route route) {
    put("add", Rtnetlink.NLM_F_EXCL, route);
  }

  /**
   * Adds a route, or replaces the one with the same destination, priority and table. Equivalent to:
   * {@code ip route replace …}.
   */
  public void replace(Route route) {
    put("replace", Rtnetlink.NLM_F_REPLACE, route);
  }

  private void put(String act, int mode, Route route) {
    requireOneWay(route);
    int scope = route.scope() >= 0 ? route.scope() : automaticScope(route);
    socket.execute(
        Rtnetlink.RTM_NEWROUTE,
        Rtnetlink.NLM_F_CREATE | mode,
        out -> RouteCodec.write(out, route, scope),
        () -> act + " " + describe(route));
  }

  private static int automaticScope(Route route) {
    if (route.family() == IpFamily.IPV6 || route.gateway() != null) {
      return RouteScope.UNIVERSE.number();
    }
    return route.type() == TYPE_LOCAL ? RouteScope.HOST.number() : RouteScope.LINK.number();
  }

  /**
   * Deletes the first route that agrees in all that is given; ESRCH if none does. Source null,
   * gateway null, link 0, priority 0, protocol 0 and scope -1 are not given. Equivalent to: {@code
   * ip route del …}.
   */
  public void delete(Route route) {
    requireOneWay(route);
    // For a deletion the kernel takes this scope as any.
    int scope = route.scope() >= 0 ? route.scope() : RouteScope.NOWHERE.number();
    socket.execute(
        Rtnetlink.RTM_DELROUTE,
        0,
        out -> RouteCodec.write(out, route, scope),
        () -> "delete " + describe(route));
  }

  private static void requireOneWay(Route route) {
    if (!route.nextHops().isEmpty()) {
      throw new IllegalArgumentException(
          "cannot write " + describe(route) + ": routes with several ways are not supported");
    }
  }

  private static String describe(Route route) {
    StringBuilder out = new StringBuilder("route to ").append(route.destination());
    if (route.gateway() != null) {
      out.append(" via ").append(route.gateway());
    }
    if (route.linkIndex() > 0) {
      out.append(" over link ").append(route.linkIndex());
    }
    if (route.source() != null) {
      out.append(" from ").append(route.source());
    }
    return out.toString();
  }

  /** The routes that a filter takes. Equivalent to: {@code ip route show …}. */
  public List<Route> list(RouteFilter filter) {
    List<Route> routes = new ArrayList<>();
    for (IpFamily family : IpFamily.values()) {
      if (filter.family() == null || filter.family() == family) {
        dump(family, filter).stream().filter(filter::matches).forEach(routes::add);
      }
    }
    return List.copyOf(routes);
  }

  private List<Route> dump(IpFamily family, RouteFilter filter) {
    try {
      return socket
          .dump(
              Rtnetlink.RTM_GETROUTE,
              out -> {
                new RouteHeader(Families.number(family), 0, 0, 0, 0, 0, 0).write(out);
                if (filter.table() != null) {
                  out.attribute32(Rtnetlink.RTA_TABLE, filter.table());
                }
              },
              () -> "list routes of " + family)
          .stream()
          .filter(Routes::isIp)
          .map(message -> RouteCodec.parse(message.payload()))
          .toList();
    } catch (NetlinkException e) {
      if (e.is(Errno.ENOENT) || e.is(Errno.EAFNOSUPPORT) || e.is(Errno.EOPNOTSUPP)) {
        return List.of(); // a table that nobody has filled, or a family that this kernel lacks
      }
      throw e;
    }
  }

  /** Not multicast routes, and not what the kernel learned from a destination's ICMP messages. */
  private static boolean isIp(NetlinkMessage message) {
    return message.type() == Rtnetlink.RTM_NEWROUTE
        && Families.isIp(message.payload().uint8(0))
        && (RouteHeader.parse(message.payload()).flags() & Rtnetlink.RTM_F_CLONED) == 0;
  }

  /**
   * The route by which this namespace reaches an address; ENETUNREACH if none. Its destination is
   * the address alone, its source the one that packets of this host would carry. Equivalent to:
   * {@code ip route get ADDRESS}.
   */
  public Route lookup(IpAddress destination) {
    int family = Families.number(destination.family());
    int bits = destination.family().bits();
    NetlinkMessage reply =
        socket.get(
            Rtnetlink.RTM_GETROUTE,
            out -> {
              new RouteHeader(family, bits, 0, 0, 0, 0, 0).write(out);
              out.attribute(Rtnetlink.RTA_DST, destination);
            },
            () -> "look up the route to " + destination);
    return RouteCodec.parse(reply.payload());
  }
}
