package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of addresses that is cheap to take the lowest of: its lowest ranges are a short list, the
 * others a {@link RangeSet}.
 *
 * <p>Taking the lowest address of a tree of n ranges copies log n nodes; here it drops the head of
 * the list, and {@value #REFILL} ranges are moved from the tree to the list at once when that is
 * empty. An address that comes back below the end of the list is put into it, and a list of more
 * than {@value #MOST} ranges goes back to the tree. So each update is O(log n), and most are O(1).
 *
 * <p>Ranges of the list may touch the first of the tree. Immutable.
 */
final class FreeRanges {
  private static final int REFILL = 16;
  private static final int MOST = 48;

  private final @Nullable Run low; // null only when all is empty
  private final IpAddress end; // what is not above this belongs into the list
  private final int count; // of the list's runs; may be too high, never too low
  private final RangeSet rest;

  /** A range of the list; those after it are higher and do not touch it. */
  private record Run(IpAddress from, IpAddress to, @Nullable Run next) {}

  private FreeRanges(@Nullable Run low, IpAddress end, int count, RangeSet rest) {
    this.low = low;
    this.end = end;
    this.count = count;
    this.rest = rest;
  }

  /** The addresses of the set. O(log n). */
  static FreeRanges of(RangeSet set) {
    IpAddress lowest = set.lowest().orElse(null);
    if (lowest == null) {
      return new FreeRanges(null, IpAddress.IPV4_LOWEST, 0, set);
    }
    IpFamily family = lowest.family();
    RangeNode[] first = new RangeNode[REFILL];
    int count = 0;
    RangeNode next = RangeNode.ceiling(set.tree(family), lowest.high(), lowest.low());
    while (next != null && count < REFILL) {
      first[count++] = next;
      boolean carries = next.toLow == -1;
      next =
          carries && next.toHigh == -1
              ? null
              : RangeNode.ceiling(
                  set.tree(family), carries ? next.toHigh + 1 : next.toHigh, next.toLow + 1);
    }
    RangeNode end = first[count - 1];
    Run low = null;
    for (int i = count - 1; i >= 0; i--) {
      low = run(family, first[i], low);
    }
    IpAddress last = new IpAddress(family, end.toHigh, end.toLow);
    return new FreeRanges(low, last, count, set.without(new IpRange(lowest, last)));
  }

  private static Run run(IpFamily family, RangeNode node, @Nullable Run next) {
    IpAddress from = new IpAddress(family, node.fromHigh, node.fromLow);
    boolean single = node.fromHigh == node.toHigh && node.fromLow == node.toLow;
    return new Run(from, single ? from : new IpAddress(family, node.toHigh, node.toLow), next);
  }

  /** O(log n). */
  RangeSet toSet() {
    List<IpRange> first = new ArrayList<>(count);
    for (Run run = low; run != null; run = run.next) {
      first.add(new IpRange(run.from, run.to));
    }
    return rest.union(RangeSet.copyOf(first));
  }

  /** O(1). */
  @Nullable IpAddress lowest() {
    return low == null ? null : low.from;
  }

  @Nullable IpAddress lowestAtOrAfter(IpAddress address) {
    for (Run run = low; run != null; run = run.next) {
      if (run.to.compareTo(address) >= 0) {
        return run.from.compareTo(address) > 0 ? run.from : address;
      }
    }
    return rest.lowestAtOrAfter(address).orElse(null);
  }

  FreeRanges without(IpAddress address) {
    if (low == null || address.compareTo(end) > 0) {
      return with(low, count, rest.without(address));
    }
    Run cut = cut(low, address);
    return cut == null ? of(rest) : with(cut, count + 1, rest);
  }

  FreeRanges with(IpAddress address) {
    if (low == null) {
      return new FreeRanges(new Run(address, address, null), address, 1, rest);
    }
    return address.compareTo(end) > 0
        ? with(low, count, rest.with(address))
        : with(put(low, address), count + 1, rest);
  }

  private FreeRanges with(@Nullable Run newLow, int newCount, RangeSet newRest) {
    if (newCount <= MOST) {
      return new FreeRanges(newLow, end, newCount, newRest);
    }
    int exact = 0;
    for (Run run = newLow; run != null; run = run.next) {
      exact++;
    }
    FreeRanges next = new FreeRanges(newLow, end, exact, newRest);
    return exact < MOST ? next : of(next.toSet());
  }

  private static @Nullable Run cut(@Nullable Run run, IpAddress address) {
    if (run == null || address.compareTo(run.from) < 0) {
      return run;
    }
    if (address.compareTo(run.to) > 0) {
      return new Run(run.from, run.to, cut(run.next, address));
    }
    boolean first = address.equals(run.from);
    if (address.equals(run.to)) {
      return first ? run.next : new Run(run.from, address.previous(), run.next);
    }
    Run upper = new Run(address.next(), run.to, run.next);
    return first ? upper : new Run(run.from, address.previous(), upper);
  }

  private static Run put(@Nullable Run run, IpAddress address) {
    if (run == null || precedes(address, run.from)) {
      return new Run(address, address, run);
    }
    if (address.compareTo(run.from) < 0) {
      return new Run(address, run.to, run.next);
    }
    if (address.compareTo(run.to) <= 0) {
      return run;
    }
    if (precedes(run.to, address)) {
      return new Run(run.from, run.to, put(run.next, address));
    }
    Run next = run.next;
    return next == null || precedes(address, next.from)
        ? new Run(run.from, address, next)
        : new Run(run.from, next.to, next.next);
  }

  /** Whether the lower address is below the upper one and does not touch it. */
  private static boolean precedes(IpAddress lower, IpAddress upper) {
    return lower.compareTo(upper) < 0 && !touches(lower, upper);
  }

  private static boolean touches(IpAddress lower, IpAddress upper) {
    return lower.family() == upper.family()
        && lower.low() + 1 == upper.low()
        && lower.high() + (lower.low() == -1 ? 1 : 0) == upper.high();
  }
}
