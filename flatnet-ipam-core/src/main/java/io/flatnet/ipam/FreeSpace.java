package io.flatnet.ipam;

import org.jspecify.annotations.Nullable;

/**
 * Which of a subnet's addresses can be given. Immutable; each operation is O(log n) unless it says
 * otherwise.
 *
 * @param pool what the rules allow
 * @param open the unreserved candidates that are neither in use nor rest
 * @param closed every other address that is in use or rests: reserved ones, and no candidates
 */
record FreeSpace(AddressPool pool, FreeRanges open, RangeSet closed) {
  /** The space of a subnet in which these addresses are in use or rest. O(n). */
  static FreeSpace of(AddressPool pool, RangeSet taken) {
    return new FreeSpace(
        pool, FreeRanges.of(pool.unreserved().minus(taken)), taken.minus(pool.unreserved()));
  }

  /** What is in use or rests. O(n). */
  RangeSet taken() {
    return pool.unreserved().minus(open.toSet()).union(closed);
  }

  /** This without an address that was free. */
  FreeSpace without(IpAddress address) {
    return pool.unreserved().contains(address)
        ? new FreeSpace(pool, open.without(address), closed)
        : new FreeSpace(pool, open, closed.with(address));
  }

  /** This with an address that was not free. */
  FreeSpace with(IpAddress address) {
    return pool.unreserved().contains(address)
        ? new FreeSpace(pool, open.with(address), closed)
        : new FreeSpace(pool, open, closed.without(address));
  }

  /** Those of the addresses that are neither in use nor rest. Cost as {@link RangeSet#union}. */
  RangeSet freeOf(RangeSet addresses) {
    RangeSet others = addresses.minus(pool.unreserved()).minus(closed);
    return addresses.intersection(open.toSet()).union(others);
  }

  /** This without addresses that were free. Cost as {@link RangeSet#union}. */
  FreeSpace without(RangeSet addresses) {
    return new FreeSpace(
        pool,
        FreeRanges.of(open.toSet().minus(addresses)),
        closed.union(addresses.minus(pool.unreserved())));
  }

  /** This with addresses that were not free. Cost as {@link RangeSet#union}. */
  FreeSpace with(RangeSet addresses) {
    return new FreeSpace(
        pool,
        FreeRanges.of(open.toSet().union(addresses.intersection(pool.unreserved()))),
        closed.minus(addresses));
  }

  /** The lowest address that the workload's pods may get. */
  @Nullable IpAddress lowest(@Nullable String workload) {
    RangeSet own = pool.reservedFor(workload);
    IpAddress any = open.lowest();
    return own.isEmpty() ? any : lower(lowestOwn(own, IpAddress.IPV4_LOWEST), any);
  }

  /** The same, of those from the given one on if there is any, else of all. */
  @Nullable IpAddress next(@Nullable IpAddress from, @Nullable String workload) {
    if (from == null) {
      return lowest(workload);
    }
    IpAddress next = lower(lowestOwn(pool.reservedFor(workload), from), open.lowestAtOrAfter(from));
    return next == null ? lowest(workload) : next;
  }

  private static @Nullable IpAddress lower(@Nullable IpAddress a, @Nullable IpAddress b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) < 0 ? a : b;
  }

  /** O((k + 1) log n), where k is how many ranges of the workload's own are wholly taken. */
  private @Nullable IpAddress lowestOwn(RangeSet own, IpAddress from) {
    IpAddress next = own.lowestAtOrAfter(from).orElse(null);
    while (next != null) {
      RangeNode hit = RangeNode.ceiling(closed.tree(next.family()), next.high(), next.low());
      if (hit == null || !hit.startsAtOrBelow(next.high(), next.low())) {
        return next;
      }
      IpAddress last = new IpAddress(next.family(), hit.toHigh, hit.toLow);
      next = last.isHighest() ? null : own.lowestAtOrAfter(last.next()).orElse(null);
    }
    return null;
  }
}
