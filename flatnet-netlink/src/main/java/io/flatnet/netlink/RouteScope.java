package io.flatnet.netlink;

/** How far an address or the next hop of a route is ({@code enum rt_scope_t}). */
public enum RouteScope {
  /** Anywhere; the scope of routes with a gateway. */
  UNIVERSE(0),
  /** In this site. */
  SITE(200),
  /** On the link: routes without a gateway. */
  LINK(253),
  /** In this host. */
  HOST(254),
  /** Nowhere. */
  NOWHERE(255);

  private final int number;

  RouteScope(int number) {
    this.number = number;
  }

  /** The kernel's number. */
  public int number() {
    return number;
  }
}
