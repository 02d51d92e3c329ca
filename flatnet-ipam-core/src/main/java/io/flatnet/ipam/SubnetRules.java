package io.flatnet.ipam;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses a subnet gives to pods.
 *
 * @param prefix the network
 * @param gateway the router's address, which no pod gets; null when there is none
 * @param ranges where pods' addresses may lie; empty for the whole network
 * @param reservations addresses that only one workload may get, by {@code
 *     <Kind>/<namespace>/<name>}
 * @param excluded addresses that nobody gets, such as those of machines outside the cluster; what
 *     has one already keeps it while it is attached
 * @param strategy which of the free addresses a request for any gets
 * @param coolDown how long an address rests after it was given back; zero for not at all
 */
public record SubnetRules(
    IpPrefix prefix,
    @Nullable IpAddress gateway,
    RangeSet ranges,
    Map<String, RangeSet> reservations,
    RangeSet excluded,
    Strategy strategy,
    Duration coolDown) {
  /**
   * @throws IllegalArgumentException if the cool-down is negative
   */
  public SubnetRules {
    Objects.requireNonNull(prefix, "prefix");
    Objects.requireNonNull(ranges, "ranges");
    reservations = Map.copyOf(reservations);
    Objects.requireNonNull(excluded, "excluded");
    Objects.requireNonNull(strategy, "strategy");
    if (coolDown.isNegative()) {
      throw new IllegalArgumentException(
          "cannot make rules of \""
              + prefix
              + "\": the cool-down must not be negative, got "
              + coolDown
              + "; give zero for none");
    }
  }

  /** The rules of a network that excludes nothing, gives the lowest first, and lets none rest. */
  public SubnetRules(
      IpPrefix prefix,
      @Nullable IpAddress gateway,
      RangeSet ranges,
      Map<String, RangeSet> reservations) {
    this(
        prefix,
        gateway,
        ranges,
        reservations,
        RangeSet.empty(),
        Strategy.LOWEST_FREE,
        Duration.ZERO);
  }

  /** The rules of a network that gives all it has, without gateway and reservations. */
  public static SubnetRules of(IpPrefix prefix) {
    return new SubnetRules(prefix, null, RangeSet.empty(), Map.of());
  }

  /** These rules with other reservations. */
  public SubnetRules withReservations(Map<String, RangeSet> newReservations) {
    return new SubnetRules(prefix, gateway, ranges, newReservations, excluded, strategy, coolDown);
  }

  /** These rules with other addresses that nobody gets. */
  public SubnetRules withExcluded(RangeSet newExcluded) {
    return new SubnetRules(prefix, gateway, ranges, reservations, newExcluded, strategy, coolDown);
  }

  /** These rules with another strategy. */
  public SubnetRules withStrategy(Strategy newStrategy) {
    return new SubnetRules(prefix, gateway, ranges, reservations, excluded, newStrategy, coolDown);
  }

  /**
   * These rules with another time for addresses to rest.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public SubnetRules withCoolDown(Duration newCoolDown) {
    return new SubnetRules(prefix, gateway, ranges, reservations, excluded, strategy, newCoolDown);
  }

  /**
   * The addresses that pods may get, reserved ones included: the ranges cut to the network, without
   * the gateway, {@link #unusable} and what is excluded. O(n log n) in the number of ranges.
   */
  public RangeSet candidates() {
    return usable().minus(excluded);
  }

  /** What would be candidates if nothing were excluded. */
  RangeSet usable() {
    RangeSet network = RangeSet.of(prefix.range());
    RangeSet inside = ranges.isEmpty() ? network : ranges.intersection(network);
    RangeSet usable = inside.minus(unusable());
    return gateway == null ? usable : usable.without(gateway);
  }

  /**
   * The addresses of the network that no host may have: network and broadcast address of an IPv4
   * network (RFC 1122 3.2.1.3), unless it is a /31 (RFC 3021) or a /32; the subnet-router anycast
   * address of an IPv6 network (RFC 4291 2.6.1), unless it is a /127 (RFC 6164) or a /128.
   */
  public RangeSet unusable() {
    if (prefix.length() >= prefix.family().bits() - 1) {
      return RangeSet.empty();
    }
    RangeSet first = RangeSet.of(IpRange.of(prefix.network()));
    return prefix.family() == IpFamily.IPV4 ? first.with(prefix.last()) : first;
  }

  /** Why the address is no candidate, to be read after "ADDRESS"; meaningless for a candidate. */
  String whyExcluded(IpAddress address) {
    if (!prefix.contains(address)) {
      return "lies outside " + prefix;
    }
    if (address.equals(gateway)) {
      return "is the gateway";
    }
    if (excluded.contains(address)) {
      return "is excluded";
    }
    if (!unusable().contains(address)) {
      return "lies outside the ranges " + Shown.ranges(ranges);
    }
    if (!address.equals(prefix.network())) {
      return "is the broadcast address of " + prefix;
    }
    return prefix.family() == IpFamily.IPV4
        ? "is the network address of " + prefix
        : "is the subnet-router anycast address of " + prefix;
  }

  /** The addresses that are reserved for any workload. O(n log n). */
  public RangeSet reserved() {
    RangeSet reserved = RangeSet.empty();
    for (RangeSet addresses : reservations.values()) {
      reserved = reserved.union(addresses);
    }
    return reserved;
  }
}
