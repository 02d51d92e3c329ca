package io.flatnet.webhook;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Who has reserved an address. The reference lets several workloads reserve one; of those, the
 * first two in the order of names are known, which is enough to tell whether another than a given
 * one is among them. Immutable.
 */
final class ReservationIndex {
  private record Reserved(IpRange range, String workload) {}

  private final NavigableMap<IpAddress, Reserved> first = new TreeMap<>();
  private final NavigableMap<IpAddress, Reserved> second = new TreeMap<>();
  private final RangeSet all;

  private ReservationIndex(Map<String, RangeSet> reservations) {
    RangeSet once = RangeSet.empty();
    RangeSet twice = RangeSet.empty();
    for (Map.Entry<String, RangeSet> entry : new TreeMap<>(reservations).entrySet()) {
      RangeSet again = entry.getValue().intersection(once);
      put(first, entry.getValue().minus(once), entry.getKey());
      put(second, again.minus(twice), entry.getKey());
      once = once.union(entry.getValue());
      twice = twice.union(again);
    }
    all = once;
  }

  private static void put(Map<IpAddress, Reserved> to, RangeSet set, String workload) {
    set.forEach(range -> to.put(range.from(), new Reserved(range, workload)));
  }

  /** O(n log n) in the number of reserved ranges. */
  static ReservationIndex of(Map<String, RangeSet> reservations) {
    return new ReservationIndex(reservations);
  }

  /** All reserved addresses. */
  RangeSet all() {
    return all;
  }

  /** A workload other than this that has reserved the address. O(log n). */
  Optional<String> other(String workload, IpAddress address) {
    return at(first, address)
        .filter(other -> !other.equals(workload))
        .or(() -> at(second, address).filter(other -> !other.equals(workload)));
  }

  /** Whether this workload and no other has reserved the address. O(log n). */
  boolean isOnly(String workload, IpAddress address) {
    return at(first, address).filter(workload::equals).isPresent() && at(second, address).isEmpty();
  }

  private static Optional<String> at(NavigableMap<IpAddress, Reserved> tree, IpAddress address) {
    Map.Entry<IpAddress, Reserved> entry = tree.floorEntry(address);
    return entry != null && entry.getValue().range().contains(address)
        ? Optional.of(entry.getValue().workload())
        : Optional.empty();
  }
}
