package io.flatnet.ipam;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
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
    return copyOf(Arrays.asList(Objects.requireNonNull(ranges, "ranges")));
  }

  /** The addresses of the ranges, which may overlap and come in any order. O(n log n). */
  public static RangeSet copyOf(Iterable<IpRange> ranges) {
    if (Objects.requireNonNull(ranges, "ranges") instanceof RangeSet set) {
      return set;
    }
    List<IpRange> sorted = new ArrayList<>();
    ranges.forEach(range -> sorted.add(Objects.requireNonNull(range, "range")));
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
      RangeNode both = RangeAlgebra.with(last, node);
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
    Objects.requireNonNull(address, "address");
    return RangeNode.contains(tree(address.family()), address.high(), address.low());
  }

  /** Whether every address of the range is in the set. O(log n). */
  public boolean containsAll(IpRange range) {
    Objects.requireNonNull(range, "range");
    RangeNode tree = tree(range.family());
    IpAddress from = range.from();
    RangeNode node = RangeNode.ceiling(tree, from.high(), from.low());
    return node != null
        && node.startsAtOrBelow(from.high(), from.low())
        && RangeNode.compare(node.toHigh, node.toLow, range.to().high(), range.to().low()) >= 0;
  }

  /** This set and the address. O(log n). */
  public RangeSet with(IpAddress address) {
    Objects.requireNonNull(address, "address");
    return with(IpRange.of(address));
  }

  /** This set and the range. O(log n), however many ranges it swallows. */
  public RangeSet with(IpRange range) {
    Objects.requireNonNull(range, "range");
    IpFamily family = range.family();
    return withTree(family, RangeAlgebra.with(tree(family), RangeNode.leaf(range)));
  }

  /** This set without the address. O(log n). */
  public RangeSet without(IpAddress address) {
    Objects.requireNonNull(address, "address");
    return without(IpRange.of(address));
  }

  /** This set without the range. O(log n). */
  public RangeSet without(IpRange range) {
    Objects.requireNonNull(range, "range");
    IpFamily family = range.family();
    return withTree(family, RangeAlgebra.without(tree(family), RangeNode.leaf(range)));
  }

  /** What is in either. O(m log(n/m + 1)) for the smaller m and the larger n. */
  public RangeSet union(RangeSet other) {
    Objects.requireNonNull(other, "other");
    return make(RangeAlgebra.union(ipv4, other.ipv4), RangeAlgebra.union(ipv6, other.ipv6));
  }

  /** What is in this and not in the other. Cost as {@link #union}. */
  public RangeSet minus(RangeSet other) {
    Objects.requireNonNull(other, "other");
    return make(RangeAlgebra.minus(ipv4, other.ipv4), RangeAlgebra.minus(ipv6, other.ipv6));
  }

  /** What is in both. Cost as {@link #union}. */
  public RangeSet intersection(RangeSet other) {
    Objects.requireNonNull(other, "other");
    return make(
        RangeAlgebra.intersection(ipv4, other.ipv4), RangeAlgebra.intersection(ipv6, other.ipv6));
  }

  /**
   * What of the prefix is not in this set: its complement there. O(k + log n), where k is how many
   * ranges of this set the prefix meets.
   */
  public RangeSet complementIn(IpPrefix prefix) {
    return RangeSet.of(Objects.requireNonNull(prefix, "prefix").range()).minus(this);
  }

  /** The lowest address, IPv4 before IPv6. O(log n). */
  public Optional<IpAddress> lowest() {
    return lowestAtOrAfter(IpAddress.IPV4_LOWEST);
  }

  /** The highest address, IPv6 after IPv4. O(log n). */
  public Optional<IpAddress> highest() {
    IpFamily family = ipv6 == null ? IpFamily.IPV4 : IpFamily.IPV6;
    RangeNode tree = tree(family);
    return tree == null ? Optional.empty() : Optional.of(RangeNode.last(tree).range(family).to());
  }

  /** The lowest address of the set that is not below the given one. O(log n). */
  public Optional<IpAddress> lowestAtOrAfter(IpAddress address) {
    Objects.requireNonNull(address, "address");
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
    Objects.requireNonNull(excluded, "excluded");
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

  /**
   * How many addresses there are, exactly: 0 to 2^128 + 2^32. O(1) for less than 2^64 - 1 addresses
   * of IPv6; else at most O(n), as it adds up the parts that have that many themselves.
   */
  public BigInteger addressCount() {
    return BigInteger.valueOf(RangeNode.count(ipv4)).add(RangeIndex.count(ipv6));
  }

  /**
   * The address that has {@code index} addresses of the set below it: {@code nth(0)} is {@link
   * #lowest}, and IPv4 comes before IPv6. O(log n).
   *
   * <p>Empty when the set has no more than {@code index} addresses. That is an answer and not an
   * error, as with {@link #lowestAtOrAfter}: which index exists changes with the set, so whoever
   * asks for the seventh address of a pool that has five wants to be told, not thrown at.
   *
   * @throws IndexOutOfBoundsException if the index is negative, which no set can have
   */
  public Optional<IpAddress> nth(long index) {
    if (index < 0) {
      throw negative(index);
    }
    return Optional.ofNullable(nthUnsigned(index));
  }

  /**
   * As {@link #nth(long)}, for any index. O(log n) for an index below 2^64 - 1; else at most O(n),
   * as it adds up the parts of the set that have that many addresses themselves.
   *
   * @throws IndexOutOfBoundsException if the index is negative, which no set can have
   */
  public Optional<IpAddress> nth(BigInteger index) {
    if (Objects.requireNonNull(index, "index").signum() < 0) {
      throw negative(index);
    }
    return Optional.ofNullable(
        index.compareTo(RangeIndex.HUGE) < 0
            ? nthUnsigned(index.longValue())
            : RangeIndex.nth(ipv6, index.subtract(BigInteger.valueOf(RangeNode.count(ipv4)))));
  }

  private @Nullable IpAddress nthUnsigned(long index) {
    long inIpv4 = RangeNode.count(ipv4); // at most 2^32
    return Long.compareUnsigned(index, inIpv4) < 0
        ? RangeIndex.nth(ipv4, IpFamily.IPV4, index)
        : RangeIndex.nth(ipv6, IpFamily.IPV6, index - inIpv4);
  }

  private static IndexOutOfBoundsException negative(Number index) {
    return new IndexOutOfBoundsException(
        "cannot take address \""
            + index
            + "\" of a set: an index starts at 0, got a negative one; count from the lowest address");
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
    return new RangeIterator(ipv4, ipv6);
  }

  /**
   * The addresses, ascending, IPv4 before IPv6. Each is made when it is asked for, so that the
   * first ones of a /0 cost no more than those of a /32; the iterator cannot remove.
   */
  public Iterable<IpAddress> addresses() {
    return () -> new AddressIterator(iterator());
  }

  /**
   * The least list of prefixes that have exactly the addresses of this set, ascending. O(n + p) for
   * p prefixes; a range takes at most 62 of them in IPv4 and 254 in IPv6.
   */
  public List<IpPrefix> prefixes() {
    List<IpPrefix> prefixes = new ArrayList<>(rangeCount());
    for (IpRange range : this) { // no prefix can reach over a gap, so each range is on its own
      PrefixCover.append(range, prefixes);
    }
    return Collections.unmodifiableList(prefixes);
  }

  /** Two sets are equal when they have the same addresses. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof RangeSet set) || set.rangeCount() != rangeCount()) {
      return false;
    }
    Iterator<IpRange> theirs = set.iterator();
    if (set != this) {
      for (IpRange range : this) {
        if (!range.equals(theirs.next())) {
          return false;
        }
      }
    }
    return true;
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
}
