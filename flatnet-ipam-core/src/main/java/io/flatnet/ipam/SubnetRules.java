package io.flatnet.ipam;

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
 */
public record SubnetRules(
    IpPrefix prefix,
    @Nullable IpAddress gateway,
    RangeSet ranges,
    Map<String, RangeSet> reservations) {
  public SubnetRules {
    Objects.requireNonNull(prefix, "prefix");
    Objects.requireNonNull(ranges, "ranges");
    reservations = Map.copyOf(reservations);
  }

  /** The rules of a network that gives all it has, without gateway and reservations. */
  public static SubnetRules of(IpPrefix prefix) {
    return new SubnetRules(prefix, null, RangeSet.empty(), Map.of());
  }

  /**
   * The addresses that pods may get, reserved ones included: the ranges cut to the network, without
   * the gateway and {@link #unusable}. O(n log n) in the number of ranges.
   */
  public RangeSet candidates() {
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
