package io.flatnet.lab.bench.core;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The quickest allocator on a plain list that we know how to write: as {@link LinearScan}, but the
 * ranges are values, so that a copy of the list shares them, and addresses are two numbers.
 *
 * @param pool where addresses may be given
 * @param used the ranges in use: ascending, none touches the next
 */
record LeanScan(IpRange pool, List<IpRange> used) implements RangeList<LeanScan> {

  /** These addresses in use, ascending and none twice. */
  static LeanScan of(IpRange pool, List<IpAddress> addresses) {
    List<IpRange> used = new ArrayList<>();
    for (IpAddress address : addresses) {
      IpRange last = used.isEmpty() ? null : used.getLast();
      if (last != null && touches(last, address)) {
        used.set(used.size() - 1, new IpRange(last.from(), address));
      } else {
        used.add(IpRange.of(address));
      }
    }
    return new LeanScan(pool, used);
  }

  @Override
  public Optional<IpAddress> lowestFree() {
    IpAddress candidate = pool.from();
    for (IpRange range : used) {
      if (range.from().compareTo(candidate) > 0) {
        return Optional.of(candidate);
      }
      if (range.to().compareTo(pool.to()) >= 0) {
        return Optional.empty();
      }
      if (range.to().compareTo(candidate) >= 0) {
        candidate = range.to().next();
      }
    }
    return Optional.of(candidate);
  }

  @Override
  public LeanScan with(IpAddress address) {
    int at = firstNotBelow(address);
    IpRange above = at < used.size() ? used.get(at) : null;
    if (above != null && above.contains(address)) {
      return this;
    }
    IpRange below = at > 0 ? used.get(at - 1) : null;
    boolean joinsBelow = below != null && touches(below, address);
    boolean joinsAbove = above != null && !address.isHighest() && touches(address, above);
    IpAddress from = below != null && joinsBelow ? below.from() : address;
    IpAddress to = above != null && joinsAbove ? above.to() : address;
    List<IpRange> copy = new ArrayList<>(used);
    if (joinsAbove) {
      copy.remove(at);
    }
    if (joinsBelow) {
      copy.set(at - 1, new IpRange(from, to));
    } else {
      copy.add(at, new IpRange(from, to));
    }
    return new LeanScan(pool, copy);
  }

  @Override
  public LeanScan without(IpAddress address) {
    int at = firstNotBelow(address);
    if (at == used.size() || !used.get(at).contains(address)) {
      return this;
    }
    List<IpRange> copy = new ArrayList<>(used);
    IpRange range = copy.remove(at);
    if (!range.to().equals(address)) {
      copy.add(at, new IpRange(address.next(), range.to()));
    }
    if (!range.from().equals(address)) {
      copy.add(at, new IpRange(range.from(), address.previous()));
    }
    return new LeanScan(pool, copy);
  }

  /** The place of the first range that does not end below the address. */
  private int firstNotBelow(IpAddress address) {
    int at = 0;
    while (at < used.size() && used.get(at).to().compareTo(address) < 0) {
      at++;
    }
    return at;
  }

  private static boolean touches(IpRange below, IpAddress address) {
    return below.to().next().equals(address);
  }

  private static boolean touches(IpAddress address, IpRange above) {
    return address.next().equals(above.from());
  }
}
