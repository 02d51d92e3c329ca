package io.flatnet.ipam;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The ranges that workloads other than one have reserved, made disjoint: an address that several
 * have is the first workload's in the order of names. Not changed once it is made.
 */
final class OtherReservations {
  private record Reserved(IpRange range, String workload) {}

  private final TreeMap<IpAddress, Reserved> byStart = new TreeMap<>();

  private OtherReservations() {}

  /** O(n log n) in the number of reserved ranges. */
  static OtherReservations of(Map<String, RangeSet> all, String workload) {
    OtherReservations others = new OtherReservations();
    RangeSet covered = RangeSet.empty();
    for (Map.Entry<String, RangeSet> entry : new TreeMap<>(all).entrySet()) {
      if (!entry.getKey().equals(workload)) {
        for (IpRange range : entry.getValue().minus(covered)) {
          others.byStart.put(range.from(), new Reserved(range, entry.getKey()));
        }
        covered = covered.union(entry.getValue());
      }
    }
    return others;
  }

  /** Who has reserved the address. O(log n). */
  Optional<String> workload(IpAddress address) {
    Map.Entry<IpAddress, Reserved> entry = byStart.floorEntry(address);
    return entry != null && entry.getValue().range().contains(address)
        ? Optional.of(entry.getValue().workload())
        : Optional.empty();
  }
}
