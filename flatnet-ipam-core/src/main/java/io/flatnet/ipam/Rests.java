package io.flatnet.ipam;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that rest after they were given back. Immutable; an update is O(log n).
 *
 * @param byAddress every rest by its address
 * @param open the rests of unreserved candidates, the first to end first
 * @param other those of all other addresses
 */
record Rests(
    HashTrie<IpAddress, Rest> byAddress,
    PersistentMap<Rest, Rest> open,
    PersistentMap<Rest, Rest> other) {
  static final Rests NONE =
      new Rests(HashTrie.empty(Rest::address), PersistentMap.empty(), PersistentMap.empty());

  /** Below every other rest. */
  private static final Rest LEAST = new Rest(Instant.MIN, IpAddress.IPV4_LOWEST);

  /** Those of the addresses that are candidates. O(n log n). */
  static Rests of(Map<IpAddress, Instant> ends, AddressPool pool) {
    Rests rests = NONE;
    for (Map.Entry<IpAddress, Instant> entry : ends.entrySet()) {
      IpAddress address = entry.getKey();
      if (pool.candidates().contains(address)) {
        rests = rests.with(address, entry.getValue(), pool.unreserved().contains(address));
      }
    }
    return rests;
  }

  /** An address that rests: sorts by the end. */
  record Rest(Instant until, IpAddress address) implements Comparable<Rest>, HashTrie.Entry {
    @Override
    public int compareTo(Rest that) {
      int byEnd = until.compareTo(that.until);
      return byEnd != 0 ? byEnd : address.compareTo(that.address);
    }
  }

  /** The end of a rest that starts now, at most {@link Instant#MAX}. */
  static Instant end(Instant now, Duration coolDown) {
    return Duration.between(now, Instant.MAX).compareTo(coolDown) < 0
        ? Instant.MAX
        : now.plus(coolDown);
  }

  int size() {
    return byAddress.size();
  }

  boolean has(IpAddress address) {
    return size() > 0 && byAddress.get(address) != null;
  }

  Rests with(IpAddress address, Instant end, boolean isOpen) {
    Rests rests = without(address);
    Rest rest = new Rest(end, address);
    return new Rests(
        rests.byAddress.with(rest),
        isOpen ? rests.open.with(rest, rest) : rests.open,
        isOpen ? rests.other : rests.other.with(rest, rest));
  }

  Rests without(IpAddress address) {
    Rest rest = size() == 0 ? null : byAddress.get(address);
    return rest == null
        ? this
        : new Rests(byAddress.without(address), open.without(rest), other.without(rest));
  }

  /** These without the rests of all those addresses. O(n log n). */
  Rests without(RangeSet addresses) {
    Rests rests = this;
    for (Rest rest : byAddress.values()) {
      rests = addresses.contains(rest.address()) ? rests.without(rest.address()) : rests;
    }
    return rests;
  }

  /** The addresses. O(n log n). */
  RangeSet addresses() {
    return RangeSet.copyOf(
        byAddress.values().stream().map(rest -> IpRange.of(rest.address())).toList());
  }

  /** The rest that ends first; null when there is none. */
  @Nullable Rest first() {
    return earlier(open.ceiling(LEAST), other.ceiling(LEAST));
  }

  /**
   * The rest that ends first, of the unreserved addresses and of these reserved ones. O(log n), and
   * O(k) for a workload with a reservation, where k is how many reserved addresses rest.
   */
  @Nullable Rest first(RangeSet reserved) {
    Rest any = open.ceiling(LEAST);
    if (!reserved.isEmpty()) {
      for (Rest own : other.values()) {
        if (reserved.contains(own.address())) {
          return earlier(any, own);
        }
      }
    }
    return any;
  }

  private static @Nullable Rest earlier(@Nullable Rest a, @Nullable Rest b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) < 0 ? a : b;
  }

  /** The end of each rest, by address. O(n log n). */
  SortedMap<IpAddress, Instant> toMap() {
    SortedMap<IpAddress, Instant> map = new TreeMap<>();
    byAddress.values().forEach(rest -> map.put(rest.address(), rest.until()));
    return Collections.unmodifiableSortedMap(map);
  }
}
