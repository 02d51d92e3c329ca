package io.flatnet.lab.bench.core;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The allocator of the peers: the addresses in use as a sorted list of merged ranges in the status
 * of a resource, walked from its start. It is what ours is compared with.
 *
 * <p>It models an operator whose subnet resource has {@code status.usedIP}, a list of objects with
 * {@code from} and {@code end}, each an address as a byte array (Go's {@code net.IP}). The object
 * in the informer's cache must not change, so every update works on a deep copy. To find a free
 * address it walks from the pool's start over the ranges to the first gap. To take it, it looks
 * whether a range has it already, then extends a neighbour or puts a range between them. To give it
 * back, it walks to its range and cuts or splits that.
 *
 * <p>Nothing slows it down on purpose, and it leaves out what the peers do besides: trying each
 * candidate against all ranges, copying both ends of each range to compare with its neighbours,
 * making the list again to take one address from it, sorting after each change, IPv4 addresses in
 * 16 bytes, the resource's other fields, MACs. {@link LeanScan} goes without the deep copy as well.
 */
final class LinearScan implements RangeList<LinearScan> {
  private final byte[] first;
  private final byte[] last;
  private final List<StatusRange> used;

  /** An element of {@code status.usedIP}; its owner may change it. */
  private static final class StatusRange {
    byte[] from;
    byte[] end;

    StatusRange(byte[] from, byte[] end) {
      this.from = from;
      this.end = end;
    }

    StatusRange deepCopy() {
      return new StatusRange(from.clone(), end.clone());
    }

    boolean contains(byte[] address) {
      return Arrays.compareUnsigned(from, address) <= 0
          && Arrays.compareUnsigned(address, end) <= 0;
    }
  }

  private LinearScan(byte[] first, byte[] last, List<StatusRange> used) {
    this.first = first;
    this.last = last;
    this.used = used;
  }

  /** These addresses of one family in use, ascending and none twice. */
  static LinearScan of(IpRange pool, List<IpAddress> addresses) {
    List<StatusRange> used = new ArrayList<>();
    for (IpRange range : LeanScan.of(pool, addresses).used()) {
      used.add(new StatusRange(range.from().toBytes(), range.to().toBytes()));
    }
    return new LinearScan(pool.from().toBytes(), pool.to().toBytes(), used);
  }

  @Override
  public Optional<IpAddress> lowestFree() {
    byte[] candidate = first;
    for (StatusRange range : used) {
      if (Arrays.compareUnsigned(range.from, candidate) > 0) {
        return Optional.of(IpAddress.ofBytes(candidate));
      }
      if (Arrays.compareUnsigned(range.end, last) >= 0) {
        return Optional.empty();
      }
      if (Arrays.compareUnsigned(range.end, candidate) >= 0) {
        candidate = next(range.end);
      }
    }
    return Optional.of(IpAddress.ofBytes(candidate));
  }

  @Override
  public LinearScan with(IpAddress address) {
    byte[] bytes = address.toBytes();
    if (contains(bytes)) {
      return this;
    }
    List<StatusRange> copy = deepCopy();
    int at = firstNotBelow(bytes);
    StatusRange below = at > 0 ? copy.get(at - 1) : null;
    StatusRange above = at < copy.size() ? copy.get(at) : null;
    boolean joinsBelow = below != null && Arrays.equals(next(below.end), bytes);
    boolean joinsAbove = above != null && Arrays.equals(next(bytes), above.from);
    if (below != null && joinsBelow) {
      below.end = bytes;
      if (above != null && joinsAbove) {
        below.end = above.end;
        copy.remove(at);
      }
    } else if (above != null && joinsAbove) {
      above.from = bytes;
    } else {
      copy.add(at, new StatusRange(bytes, bytes.clone()));
    }
    return new LinearScan(first, last, copy);
  }

  @Override
  public LinearScan without(IpAddress address) {
    byte[] bytes = address.toBytes();
    int at = firstNotBelow(bytes);
    if (at == used.size() || !used.get(at).contains(bytes)) {
      return this;
    }
    List<StatusRange> copy = deepCopy();
    StatusRange range = copy.get(at);
    boolean atFrom = Arrays.equals(range.from, bytes);
    boolean atEnd = Arrays.equals(range.end, bytes);
    if (atFrom && atEnd) {
      copy.remove(at);
    } else if (atFrom) {
      range.from = next(bytes);
    } else {
      if (!atEnd) {
        copy.add(at + 1, new StatusRange(next(bytes), range.end));
      }
      range.end = address.previous().toBytes();
    }
    return new LinearScan(first, last, copy);
  }

  /** The ranges in use, ascending. */
  List<IpRange> used() {
    return used.stream()
        .map(range -> new IpRange(IpAddress.ofBytes(range.from), IpAddress.ofBytes(range.end)))
        .toList();
  }

  private boolean contains(byte[] address) {
    for (StatusRange range : used) {
      if (range.contains(address)) {
        return true;
      }
    }
    return false;
  }

  private List<StatusRange> deepCopy() {
    List<StatusRange> copy = new ArrayList<>(used.size() + 1);
    for (StatusRange range : used) {
      copy.add(range.deepCopy());
    }
    return copy;
  }

  /** The place of the first range that does not end below the address. */
  private int firstNotBelow(byte[] address) {
    int at = 0;
    while (at < used.size() && Arrays.compareUnsigned(used.get(at).end, address) < 0) {
      at++;
    }
    return at;
  }

  /** The address above; after the highest the lowest, which touches nothing that is above. */
  private static byte[] next(byte[] address) {
    byte[] next = address.clone();
    for (int i = next.length - 1; i >= 0; i--) {
      next[i]++;
      if (next[i] != 0) {
        break;
      }
    }
    return next;
  }
}
