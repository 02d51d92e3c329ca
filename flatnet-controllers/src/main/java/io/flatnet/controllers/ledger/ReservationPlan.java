package io.flatnet.controllers.ledger;

import io.flatnet.ipam.RangeSet;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Who is to have what reserved: decided in memory, not yet written. What is written already is
 * elder than any wish: a workload keeps what it has of its wish, and gets of the rest what nobody
 * has. Two wishes that are both new are served in their order.
 *
 * <p>Where two workloads already have one address written, as the reference lets them, both keep
 * it, and the allocator lets the pods of both have it; the later one in the order of names counts
 * as the younger.
 *
 * @param reserved the next reservations, by workload; none is empty
 * @param lost of each wish that is not wholly the workload's own, what others have
 */
record ReservationPlan(Map<String, RangeSet> reserved, Map<String, RangeSet> lost) {
  /**
   * Decides for all wishes. O(n log n) in the number of ranges.
   *
   * @param written the reservations as they are; those of workloads without a wish stay
   * @param wishes what workloads wish, the first come first; an empty wish ends a reservation
   */
  static ReservationPlan of(Map<String, RangeSet> written, Map<String, RangeSet> wishes) {
    Map<String, RangeSet> reserved = new TreeMap<>();
    Map<String, RangeSet> lost = new HashMap<>();
    RangeSet taken = RangeSet.empty();
    for (Map.Entry<String, RangeSet> entry : new TreeMap<>(written).entrySet()) {
      String workload = entry.getKey();
      RangeSet wish = wishes.getOrDefault(workload, entry.getValue());
      RangeSet kept = entry.getValue().intersection(wish);
      if (wishes.containsKey(workload)) {
        add(lost, workload, kept.intersection(taken));
      }
      add(reserved, workload, kept);
      taken = taken.union(kept);
    }
    for (Map.Entry<String, RangeSet> entry : wishes.entrySet()) {
      String workload = entry.getKey();
      RangeSet rest = entry.getValue().minus(reserved.getOrDefault(workload, RangeSet.empty()));
      add(lost, workload, rest.intersection(taken));
      add(reserved, workload, rest.minus(taken));
      taken = taken.union(rest);
    }
    return new ReservationPlan(Map.copyOf(reserved), Map.copyOf(lost));
  }

  private static void add(Map<String, RangeSet> sets, String workload, RangeSet addresses) {
    if (!addresses.isEmpty()) {
      sets.merge(workload, addresses, RangeSet::union);
    }
  }
}
