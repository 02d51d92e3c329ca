package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import java.util.List;

/** The routes of a namespace. Every verb throws {@link NetlinkException}. */
public final class Routes {
  Routes() {}

  /** EEXIST if an equal one is there. Equivalent to: {@code ip route add …}. */
  public void add(Route route) {
    Pending.later();
  }

  /**
   * Adds a route, or replaces the one with the same destination, priority and table. Equivalent to:
   * {@code ip route replace …}.
   */
  public void replace(Route route) {
    Pending.later();
  }

  /**
   * Deletes the first route that agrees in all that is given; ESRCH if none does. Equivalent to:
   * {@code ip route del …}.
   */
  public void delete(Route route) {
    Pending.later();
  }

  /** The routes that a filter takes. Equivalent to: {@code ip route show …}. */
  public List<Route> list(RouteFilter filter) {
    return Pending.later();
  }

  /**
   * The route by which this namespace reaches an address; ENETUNREACH if none. Equivalent to:
   * {@code ip route get ADDRESS}.
   */
  public Route lookup(IpAddress destination) {
    return Pending.later();
  }
}
