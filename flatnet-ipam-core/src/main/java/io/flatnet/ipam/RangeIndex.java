package io.flatnet.ipam;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts and indices of the addresses of a tree.
 *
 * <p>A node knows the count of its tree below {@link RangeNode#HUGE}, 2^64 - 1, and otherwise that
 * it is huge. So a count takes O(1), and O(h) for a huge tree, where h is how many of its nodes are
 * themselves roots of huge trees: all others are taken as they stand, and h is at most n. An
 * address at an index below 2^64 - 1 takes O(log n) in any tree, since no huge one is passed over
 * on the way to it; at a higher index it takes O(log n + h).
 */
final class RangeIndex {
  /** The lowest index that needs exact counts. */
  static final BigInteger HUGE = BigInteger.TWO.pow(Long.SIZE).subtract(BigInteger.ONE);

  private RangeIndex() {}

  /** How many addresses there are: 0 to 2^128. */
  static BigInteger count(@Nullable RangeNode tree) {
    if (tree == null) {
      return BigInteger.ZERO;
    }
    if (tree.count != RangeNode.HUGE) {
      return unsigned(tree.count);
    }
    return count(tree.left).add(ownCount(tree)).add(count(tree.right));
  }

  private static BigInteger ownCount(RangeNode node) {
    return node.ownCount() != RangeNode.HUGE
        ? unsigned(node.ownCount())
        : node.range(IpFamily.IPV6).addressCount();
  }

  private static BigInteger unsigned(long value) {
    return value >= 0
        ? BigInteger.valueOf(value)
        : BigInteger.valueOf(value & Long.MAX_VALUE).setBit(Long.SIZE - 1);
  }

  /** The address at an unsigned index below 2^64 - 1; null when the tree has not so many. */
  static @Nullable IpAddress nth(@Nullable RangeNode tree, IpFamily family, long index) {
    RangeNode node = tree;
    long rest = index;
    while (node != null) {
      long before = RangeNode.count(node.left);
      if (Long.compareUnsigned(rest, before) < 0) {
        node = node.left;
        continue;
      }
      rest -= before;
      long own = node.ownCount();
      if (Long.compareUnsigned(rest, own) < 0) {
        return plus(family, node, 0, rest);
      }
      rest -= own;
      node = node.right;
    }
    return null;
  }

  /** The IPv6 address at any index that is not negative; null when the tree has not so many. */
  static @Nullable IpAddress nth(@Nullable RangeNode tree, BigInteger index) {
    RangeNode node = tree;
    BigInteger rest = index;
    while (node != null) {
      BigInteger before = count(node.left);
      if (rest.compareTo(before) < 0) {
        node = node.left;
        continue;
      }
      rest = rest.subtract(before);
      BigInteger own = ownCount(node);
      if (rest.compareTo(own) < 0) {
        return plus(IpFamily.IPV6, node, rest.shiftRight(Long.SIZE).longValue(), rest.longValue());
      }
      rest = rest.subtract(own);
      node = node.right;
    }
    return null;
  }

  private static IpAddress plus(IpFamily family, RangeNode node, long high, long low) {
    long sumLow = node.fromLow + low;
    long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
    return new IpAddress(family, node.fromHigh + high + carry, sumLow);
  }
}
