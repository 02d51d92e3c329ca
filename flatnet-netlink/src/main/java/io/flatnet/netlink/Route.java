package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A route of a table.
 *
 * <p>{@code Route.to(IpPrefix.parse("10.42.0.0/16")).via(gateway).dev(link.index())}
 *
 * @param destination the network; length 0 is the default route
 * @param gateway the router, null = on the link; for an IPv4 destination it may be IPv6 (RTA_VIA)
 * @param linkIndex the link; 0 = by the gateway
 * @param source the address that packets of this host prefer, null = the kernel chooses
 * @param priority the metric, 0 to 2^32-1, lower wins; 0 = the kernel's (IPv6: 1024)
 * @param table 254 = main
 * @param protocol who made it: RTPROT_ number, 2 = kernel, 3 = boot, 4 = static
 * @param scope RT_SCOPE_ number, -1 = as {@code ip route} chooses: link without a gateway, else
 *     universe
 * @param onLink whether the gateway is reached on the link though no prefix covers it
 * @param type RTN_ number, 1 = unicast
 * @param nextHops the ways of a route with several, read only; empty for a route with one
 */
public record Route(
    IpPrefix destination,
    @Nullable IpAddress gateway,
    int linkIndex,
    @Nullable IpAddress source,
    long priority,
    int table,
    int protocol,
    int scope,
    boolean onLink,
    int type,
    List<NextHop> nextHops) {
  /** The table that {@code ip route} shows. */
  public static final int TABLE_MAIN = 254;

  /** The table of own and broadcast addresses. */
  public static final int TABLE_LOCAL = 255;

  /** Made by the kernel for an address. */
  public static final int PROTOCOL_KERNEL = 2;

  /** Made by hand without saying who: {@code ip route add}'s default. */
  public static final int PROTOCOL_BOOT = 3;

  /** Made by an administrator. */
  public static final int PROTOCOL_STATIC = 4;

  /** A route to hosts or a gateway. */
  public static final int TYPE_UNICAST = 1;

  private static final int AUTOMATIC_SCOPE = -1;
  private static final long MAX_PRIORITY = 0xffff_ffffL;

  /**
   * @throws IllegalArgumentException if the priority is out of bounds, an IPv6 destination has an
   *     IPv4 gateway, or the source is of another family
   */
  public Route {
    Objects.requireNonNull(destination, "destination");
    nextHops = List.copyOf(nextHops);
    require(priority >= 0 && priority <= MAX_PRIORITY, destination, "priority " + priority);
    require(
        gateway == null
            || gateway.family() == destination.family()
            || destination.family() == IpFamily.IPV4,
        destination,
        "gateway " + gateway + " of another family");
    require(
        source == null || source.family() == destination.family(),
        destination,
        "source " + source + " of another family");
  }

  private static void require(boolean holds, IpPrefix destination, String got) {
    if (!holds) {
      throw new IllegalArgumentException("cannot take route to " + destination + ": got " + got);
    }
  }

  /** A static route of the main table with nothing but its destination. */
  public static Route to(IpPrefix destination) {
    return new Route(
        destination,
        null,
        0,
        null,
        0,
        TABLE_MAIN,
        PROTOCOL_STATIC,
        AUTOMATIC_SCOPE,
        false,
        TYPE_UNICAST,
        List.of());
  }

  /** The default route of a family: {@code 0.0.0.0/0} or {@code ::/0}. */
  public static Route toDefault(IpFamily family) {
    return to(new IpPrefix(IpAddress.lowest(family), 0));
  }

  /** A route to one address. */
  public static Route toHost(IpAddress address) {
    return to(new IpPrefix(address, address.family().bits()));
  }

  /** The same through that router; null = on the link. */
  public Route via(@Nullable IpAddress value) {
    return new Route(
        destination,
        value,
        linkIndex,
        source,
        priority,
        table,
        protocol,
        scope,
        onLink,
        type,
        nextHops);
  }

  /** The same over that link. */
  public Route dev(int value) {
    return new Route(
        destination,
        gateway,
        value,
        source,
        priority,
        table,
        protocol,
        scope,
        onLink,
        type,
        nextHops);
  }

  /** The same with that preferred source. */
  public Route src(@Nullable IpAddress value) {
    return new Route(
        destination,
        gateway,
        linkIndex,
        value,
        priority,
        table,
        protocol,
        scope,
        onLink,
        type,
        nextHops);
  }

  /** The same with that metric. */
  public Route withPriority(long value) {
    return new Route(
        destination,
        gateway,
        linkIndex,
        source,
        value,
        table,
        protocol,
        scope,
        onLink,
        type,
        nextHops);
  }

  /** The same in that table. */
  public Route withTable(int value) {
    return new Route(
        destination,
        gateway,
        linkIndex,
        source,
        priority,
        value,
        protocol,
        scope,
        onLink,
        type,
        nextHops);
  }

  /** The same made by that protocol. */
  public Route withProtocol(int value) {
    return new Route(
        destination,
        gateway,
        linkIndex,
        source,
        priority,
        table,
        value,
        scope,
        onLink,
        type,
        nextHops);
  }

  /** The same with that scope. */
  public Route withScope(RouteScope value) {
    return new Route(
        destination,
        gateway,
        linkIndex,
        source,
        priority,
        table,
        protocol,
        value.number(),
        onLink,
        type,
        nextHops);
  }

  /** The same with a gateway that no prefix of the link covers. */
  public Route withOnLink() {
    return new Route(
        destination,
        gateway,
        linkIndex,
        source,
        priority,
        table,
        protocol,
        scope,
        true,
        type,
        nextHops);
  }

  /** Whether it is a default route. */
  public boolean isDefault() {
    return destination.length() == 0;
  }

  /** The family of the destination. */
  public IpFamily family() {
    return destination.family();
  }
}
