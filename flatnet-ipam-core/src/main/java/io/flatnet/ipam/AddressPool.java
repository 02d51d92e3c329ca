package io.flatnet.ipam;

import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a subnet's rules alone, worked out once.
 *
 * @param candidates the addresses that pods may get, free or not
 * @param reservations what only one workload may get, cut to the candidates
 * @param reserved what any workload has reserved, cut to the candidates
 * @param unreserved the other candidates
 * @param size how many candidates there are
 * @param reservedCount how many of them are reserved
 * @param excludedCount how many more there would be if nothing were excluded
 */
record AddressPool(
    SubnetRules rules,
    RangeSet candidates,
    Map<String, RangeSet> reservations,
    RangeSet reserved,
    RangeSet unreserved,
    BigInteger size,
    BigInteger reservedCount,
    BigInteger excludedCount) {
  static AddressPool of(SubnetRules rules) {
    RangeSet candidates = rules.candidates();
    Map<String, RangeSet> reservations = new TreeMap<>();
    rules
        .reservations()
        .forEach(
            (workload, addresses) ->
                reservations.put(workload, addresses.intersection(candidates)));
    RangeSet reserved = rules.reserved().intersection(candidates);
    BigInteger size = candidates.addressCount();
    return new AddressPool(
        rules,
        candidates,
        reservations,
        reserved,
        candidates.minus(reserved),
        size,
        reserved.addressCount(),
        rules.excluded().isEmpty()
            ? BigInteger.ZERO
            : rules.usable().addressCount().subtract(size));
  }

  RangeSet reservedFor(@Nullable String workload) {
    return workload == null
        ? RangeSet.empty()
        : reservations.getOrDefault(workload, RangeSet.empty());
  }

  /** Whom a reserved address is reserved for: the first in the order of names. */
  String workloadOf(IpAddress address) {
    return reservations.entrySet().stream()
        .filter(reservation -> reservation.getValue().contains(address))
        .findFirst()
        .orElseThrow()
        .getKey();
  }
}
