package io.flatnet.ipam;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A set of addresses of both families, kept as its closed ranges: disjoint, ascending, and with
 * ranges that touch made one.
 *
 * <p>Immutable and safe for use by many threads. An update shares all but O(log n) of its nodes
 * with the set that it came from, where n is the number of ranges; no cost depends on how many
 * addresses a range has.
 */
public final class RangeSet implements Iterable<IpRange> {
  private static final RangeSet EMPTY = new RangeSet(null, null);

  private final @Nullable RangeNode ipv4;
  private final @Nullable RangeNode ipv6;

  private RangeSet(@Nullable RangeNode ipv4, @Nullable RangeNode ipv6) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  /** The set without an address. */
  public static RangeSet empty() {
    return EMPTY;
  }

  /** The addresses of the ranges, which may overlap and come in any order. */
  public static RangeSet of(IpRange... ranges) {
    return copyOf(Arrays.asList(ranges));
  }

  /** The addresses of the ranges, which may overlap and come in any order. O(n log n). */
  public static RangeSet copyOf(Iterable<IpRange> ranges) {
    if (ranges instanceof RangeSet set) {
      return set;
    }
    List<IpRange> sorted = new ArrayList<>();
    ranges.forEach(sorted::add);
    Collections.sort(sorted);
    List<RangeNode> ipv4 = new ArrayList<>();
    List<RangeNode> ipv6 = new ArrayList<>();
    for (IpRange range : sorted) {
      append(range.family() == IpFamily.IPV4 ? ipv4 : ipv6, range);
    }
    return make(balanced(ipv4, 0, ipv4.size()), balanced(ipv6, 0, ipv6.size()));
  }

  private static void append(List<RangeNode> merged, IpRange range) {
    RangeNode node = RangeNode.leaf(range);
    if (!merged.isEmpty()) {
      RangeNode last = merged.getLast();
      RangeNode both = RangeNode.with(last, node);
      if (both.size == 1) {
        merged.set(merged.size() - 1, both);
        return;
      }
    }
    merged.add(node);
  }

  private static @Nullable RangeNode balanced(List<RangeNode> nodes, int from, int to) {
    if (from == to) {
      return null;
    }
    int middle = (from + to) >>> 1;
    return RangeNode.link(
        balanced(nodes, from, middle), nodes.get(middle), balanced(nodes, middle + 1, to));
  }

  private static RangeSet make(@Nullable RangeNode ipv4, @Nullable RangeNode ipv6) {
    return ipv4 == null && ipv6 == null ? EMPTY : new RangeSet(ipv4, ipv6);
  }

  @Nullable RangeNode tree(IpFamily family) {
    return family == IpFamily.IPV4 ? ipv4 : ipv6;
  }

  private RangeSet withTree(IpFamily family, @Nullable RangeNode tree) {
    if (tree == tree(family)) {
      return this;
    }
    return family == IpFamily.IPV4 ? make(tree, ipv6) : make(ipv4, tree);
  }

  /** Whether the address is in the set. O(log n). */
  public boolean contains(IpAddress address) {
    return RangeNode.contains(tree(address.family()), address.high(), address.low());
  }

  /** Whether every address of the range is in the set. O(log n). */
  public boolean containsAll(IpRange range) {
    RangeNode tree = tree(range.family());
    IpAddress from = range.from();
    RangeNode node = RangeNode.ceiling(tree, from.high(), from.low());
    return node != null
        && node.startsAtOrBelow(from.high(), from.low())
        && RangeNode.compare(node.toHigh, node.toLow, range.to().high(), range.to().low()) >= 0;
  }

  /** This set and the address. O(log n). */
  public RangeSet with(IpAddress address) {
    return contains(address) ? this : with(IpRange.of(address));
  }

  /** This set and the range. O(log n), however many ranges it swallows. */
  public RangeSet with(IpRange range) {
    IpFamily family = range.family();
    return withTree(family, RangeNode.with(tree(family), RangeNode.leaf(range)));
  }

  /** This set without the address. O(log n). */
  public RangeSet without(IpAddress address) {
    return contains(address) ? without(IpRange.of(address)) : this;
  }

  /** This set without the range. O(log n). */
  public RangeSet without(IpRange range) {
    IpFamily family = range.family();
    return withTree(family, RangeNode.without(tree(family), RangeNode.leaf(range)));
  }

  /** What is in either. O(m log(n/m + 1)) for the smaller m and the larger n. */
  public RangeSet union(RangeSet other) {
    return make(RangeNode.union(ipv4, other.ipv4), RangeNode.union(ipv6, other.ipv6));
  }

  /** What is in this and not in the other. Cost as {@link #union}. */
  public RangeSet minus(RangeSet other) {
    return make(RangeNode.minus(ipv4, other.ipv4), RangeNode.minus(ipv6, other.ipv6));
  }

  /** What is in both. Cost as {@link #union}. */
  public RangeSet intersection(RangeSet other) {
    return make(RangeNode.intersection(ipv4, other.ipv4), RangeNode.intersection(ipv6, other.ipv6));
  }

  /** The lowest address, IPv4 before IPv6. O(log n). */
  public Optional<IpAddress> lowest() {
    return lowestAtOrAfter(IpAddress.IPV4_LOWEST);
  }

  /** The lowest address of the set that is not below the given one. O(log n). */
  public Optional<IpAddress> lowestAtOrAfter(IpAddress address) {
    RangeNode node = RangeNode.ceiling(tree(address.family()), address.high(), address.low());
    if (node == null) {
      return address.family() == IpFamily.IPV4 && ipv6 != null
          ? lowestAtOrAfter(IpAddress.IPV6_LOWEST)
          : Optional.empty();
    }
    return Optional.of(
        node.startsAtOrBelow(address.high(), address.low())
            ? address
            : new IpAddress(address.family(), node.fromHigh, node.fromLow));
  }

  /**
   * The lowest address of this set that the other does not have. O((k + 1) log n), where k is how
   * many ranges of this set lie before it and are wholly excluded: for one range it is O(log n),
   * however full that is.
   */
  public Optional<IpAddress> lowestNotIn(RangeSet excluded) {
    Optional<IpAddress> candidate = lowest();
    while (candidate.isPresent()) {
      IpAddress address = candidate.get();
      RangeNode hit =
          RangeNode.ceiling(excluded.tree(address.family()), address.high(), address.low());
      if (hit == null || !hit.startsAtOrBelow(address.high(), address.low())) {
        return candidate;
      }
      candidate = lowestAfter(new IpAddress(address.family(), hit.toHigh, hit.toLow));
    }
    return candidate;
  }

  private Optional<IpAddress> lowestAfter(IpAddress address) {
    if (!address.isHighest()) {
      return lowestAtOrAfter(address.next());
    }
    return address.family() == IpFamily.IPV4
        ? lowestAtOrAfter(IpAddress.IPV6_LOWEST)
        : Optional.empty();
  }

  /** How many ranges there are. O(1). */
  public int rangeCount() {
    return RangeNode.size(ipv4) + RangeNode.size(ipv6);
  }

  /** How many addresses there are: up to 2^128 + 2^32. O(n). */
  public BigInteger addressCount() {
    BigInteger count = BigInteger.ZERO;
    for (IpRange range : this) {
      count = count.add(range.addressCount());
    }
    return count;
  }

  /** Whether there is no address. */
  public boolean isEmpty() {
    return ipv4 == null && ipv6 == null;
  }

  /** The ranges, ascending. O(n). */
  public List<IpRange> ranges() {
    List<IpRange> ranges = new ArrayList<>(rangeCount());
    forEach(ranges::add);
    return Collections.unmodifiableList(ranges);
  }

  /** The ranges, ascending; the iterator cannot remove. */
  @Override
  public Iterator<IpRange> iterator() {
    return new Ranges(ipv4, ipv6);
  }

  /** Two sets are equal when they have the same addresses. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RangeSet set
        && (set == this || (set.rangeCount() == rangeCount() && set.ranges().equals(ranges())));
  }

  @Override
  public int hashCode() {
    return ranges().hashCode();
  }

  /** The ranges in brackets, as in {@code [10.0.0.1-10.0.0.9, 10.0.0.20]}. */
  @Override
  public String toString() {
    return ranges().toString();
  }

  private static final class Ranges implements Iterator<IpRange> {
    private final Deque<RangeNode> ahead = new ArrayDeque<>();
    private IpFamily family = IpFamily.IPV4;
    private @Nullable RangeNode ipv6;

    Ranges(@Nullable RangeNode ipv4, @Nullable RangeNode ipv6) {
      this.ipv6 = ipv6;
      descend(ipv4);
    }

    private void descend(@Nullable RangeNode tree) {
      for (RangeNode node = tree; node != null; node = node.left) {
        ahead.push(node);
      }
    }

    @Override
    public boolean hasNext() {
      return !ahead.isEmpty() || ipv6 != null;
    }

    @Override
    public IpRange next() {
      if (ahead.isEmpty()) {
        if (ipv6 == null) {
          throw new NoSuchElementException();
        }
        family = IpFamily.IPV6;
        descend(ipv6);
        ipv6 = null;
      }
      RangeNode node = ahead.pop();
      descend(node.right);
      return new IpRange(
          new IpAddress(family, node.fromHigh, node.fromLow),
          new IpAddress(family, node.toHigh, node.toLow));
    }
  }
}
