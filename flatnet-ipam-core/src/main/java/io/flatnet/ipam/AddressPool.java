package io.flatnet.ipam;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
 * @param spread where {@link Strategy.Random} starts; null for other strategies
 */
record AddressPool(
    SubnetRules rules,
    RangeSet candidates,
    Map<String, RangeSet> reservations,
    RangeSet reserved,
    RangeSet unreserved,
    BigInteger size,
    BigInteger reservedCount,
    BigInteger excludedCount,
    @Nullable Spread spread) {
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
        rules.excluded().isEmpty() ? BigInteger.ZERO : rules.usable().addressCount().subtract(size),
        rules.strategy() instanceof Strategy.Random random && !candidates.isEmpty()
            ? Spread.of(random, candidates)
            : null);
  }

  RangeSet reservedFor(@Nullable String workload) {
    return workload == null
        ? RangeSet.empty()
        : reservations.getOrDefault(workload, RangeSet.empty());
  }

  /** Whom the address is reserved for, the first in the order of names; null when nobody. */
  @Nullable String workloadOf(IpAddress address) {
    for (Map.Entry<String, RangeSet> reservation : reservations.entrySet()) {
      if (reservation.getValue().contains(address)) {
        return reservation.getKey();
      }
    }
    return null;
  }

  /**
   * Spreads owners evenly over ranges.
   *
   * @param starts how many addresses lie before each range, ascending
   */
  record Spread(
      Strategy.Random random, List<IpRange> ranges, List<BigInteger> starts, BigInteger size) {
    private static final BigInteger LOW = BigInteger.ONE.shiftLeft(Long.SIZE);

    static Spread of(Strategy.Random random, RangeSet set) {
      List<IpRange> ranges = set.ranges();
      List<BigInteger> starts = new ArrayList<>(ranges.size());
      BigInteger size = BigInteger.ZERO;
      for (IpRange range : ranges) {
        starts.add(size);
        size = size.add(range.addressCount());
      }
      return new Spread(random, ranges, starts, size);
    }

    /** The owner's address among those of the ranges. O(log n). */
    IpAddress start(String owner) {
      BigInteger bits =
          unsigned(random.bits(owner, 0)).shiftLeft(Long.SIZE).add(unsigned(random.bits(owner, 1)));
      BigInteger index = bits.multiply(size).shiftRight(2 * Long.SIZE);
      int found = Collections.binarySearch(starts, index);
      int range = found >= 0 ? found : -found - 2;
      return plus(ranges.get(range).from(), index.subtract(starts.get(range)));
    }

    private static BigInteger unsigned(long value) {
      BigInteger signed = BigInteger.valueOf(value);
      return value < 0 ? signed.add(LOW) : signed;
    }

    private static IpAddress plus(IpAddress address, BigInteger offset) {
      long low = address.low() + offset.longValue();
      long carry = Long.compareUnsigned(low, address.low()) < 0 ? 1 : 0;
      long high = address.high() + offset.shiftRight(Long.SIZE).longValue() + carry;
      return new IpAddress(address.family(), high, low);
    }
  }
}
