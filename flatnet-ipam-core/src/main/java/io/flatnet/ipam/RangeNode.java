package io.flatnet.ipam;

import org.jspecify.annotations.Nullable;

/**
 * One range of a set, and the root of the ranges below and above it: an immutable weight-balanced
 * search tree over one address family. {@code null} is the empty tree.
 *
 * <p>{@link #link} makes one tree of two and a range between them; {@link RangeAlgebra} builds
 * every set operation on it. The weights are those that Hirai and Yamamoto proved ("Balancing
 * Weight-Balanced Trees", JFP 2011): no side has more than {@value #DELTA} times the nodes of the
 * other, and a rotation is single when the inner grandchild has less than {@value #GAMMA} times the
 * nodes of the outer one.
 *
 * <p>A node takes 64 bytes on a JVM with compressed references: a header, five {@code long}s, two
 * references, one {@code int}. That leaves 64 bits for how many addresses a tree has, which in IPv6
 * may be 2^128. So {@link #count} stops at {@link #HUGE}: it is exact below, and means "2^64 - 1 or
 * more" there. An exact count, or the address at an index of {@link #HUGE} or more, has to look
 * into the huge trees, and only into those: O(1) and O(log n) for a tree that is not huge, and O(h)
 * otherwise, where h is how many nodes are roots of huge trees; h is at most n. The address at a
 * lower index takes O(log n) in any tree, since no huge one is ever passed over on the way.
 */
final class RangeNode {
  /** The count that stands for itself and everything above it. */
  static final long HUGE = -1L;

  private static final int DELTA = 3;
  private static final int GAMMA = 2;

  final long fromHigh;
  final long fromLow;
  final long toHigh;
  final long toLow;
  final @Nullable RangeNode left;
  final @Nullable RangeNode right;

  /** How many ranges the tree has. */
  final int size;

  /** How many addresses the tree has, unsigned; {@link #HUGE} for that many and more. */
  final long count;

  private RangeNode(
      long fromHigh,
      long fromLow,
      long toHigh,
      long toLow,
      @Nullable RangeNode left,
      @Nullable RangeNode right) {
    this.fromHigh = fromHigh;
    this.fromLow = fromLow;
    this.toHigh = toHigh;
    this.toLow = toLow;
    this.left = left;
    this.right = right;
    this.size = size(left) + size(right) + 1;
    this.count = capped(capped(count(left), ownCount()), count(right));
  }

  static RangeNode leaf(long fromHigh, long fromLow, long toHigh, long toLow) {
    return new RangeNode(fromHigh, fromLow, toHigh, toLow, null, null);
  }

  static RangeNode leaf(IpRange range) {
    return leaf(range.from().high(), range.from().low(), range.to().high(), range.to().low());
  }

  static int size(@Nullable RangeNode tree) {
    return tree == null ? 0 : tree.size;
  }

  static int compare(long high, long low, long otherHigh, long otherLow) {
    int byHigh = Long.compareUnsigned(high, otherHigh);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, otherLow);
  }

  private RangeNode withChildren(@Nullable RangeNode newLeft, @Nullable RangeNode newRight) {
    return newLeft == left && newRight == right
        ? this
        : new RangeNode(fromHigh, fromLow, toHigh, toLow, newLeft, newRight);
  }

  IpRange range(IpFamily family) {
    return new IpRange(
        new IpAddress(family, fromHigh, fromLow), new IpAddress(family, toHigh, toLow));
  }

  // ---- counts

  static long count(@Nullable RangeNode tree) {
    return tree == null ? 0 : tree.count;
  }

  private static long capped(long a, long b) {
    long sum = a + b;
    return Long.compareUnsigned(sum, a) < 0 ? HUGE : sum;
  }

  /** The count of this node's range alone. */
  long ownCount() {
    long high = toHigh - fromHigh - (Long.compareUnsigned(toLow, fromLow) < 0 ? 1 : 0);
    long low = toLow - fromLow;
    return high != 0 || low == -1 ? HUGE : low + 1;
  }

  // ---- balance

  /** The tree of everything in {@code left}, the range of {@code middle}, and {@code right}. */
  static RangeNode link(@Nullable RangeNode left, RangeNode middle, @Nullable RangeNode right) {
    if (left == middle.left && right == middle.right) { // nothing changed, so it is balanced
      return middle;
    }
    if (right != null && DELTA * size(left) < right.size) {
      return balance(link(left, middle, right.left), right, right.right);
    }
    if (left != null && DELTA * size(right) < left.size) {
      return balance(left.left, left, link(left.right, middle, right));
    }
    return middle.withChildren(left, right);
  }

  private static RangeNode balance(
      @Nullable RangeNode left, RangeNode middle, @Nullable RangeNode right) {
    if (size(left) + size(right) > 1) {
      if (right != null && right.size > DELTA * size(left)) {
        return rotateLeft(left, middle, right);
      }
      if (left != null && left.size > DELTA * size(right)) {
        return rotateRight(left, middle, right);
      }
    }
    return middle.withChildren(left, right);
  }

  private static RangeNode rotateLeft(@Nullable RangeNode left, RangeNode middle, RangeNode right) {
    RangeNode inner = right.left;
    if (inner == null || inner.size < GAMMA * size(right.right)) {
      return right.withChildren(middle.withChildren(left, inner), right.right);
    }
    return inner.withChildren(
        middle.withChildren(left, inner.left), right.withChildren(inner.right, right.right));
  }

  private static RangeNode rotateRight(
      RangeNode left, RangeNode middle, @Nullable RangeNode right) {
    RangeNode inner = left.right;
    if (inner == null || inner.size < GAMMA * size(left.left)) {
      return left.withChildren(left.left, middle.withChildren(inner, right));
    }
    return inner.withChildren(
        left.withChildren(left.left, inner.left), middle.withChildren(inner.right, right));
  }

  static @Nullable RangeNode concat(@Nullable RangeNode left, @Nullable RangeNode right) {
    if (left == null) {
      return right;
    }
    return right == null ? left : link(left, first(right), withoutFirst(right));
  }

  static RangeNode first(RangeNode tree) {
    RangeNode node = tree;
    while (node.left != null) {
      node = node.left;
    }
    return node;
  }

  static RangeNode last(RangeNode tree) {
    RangeNode node = tree;
    while (node.right != null) {
      node = node.right;
    }
    return node;
  }

  static @Nullable RangeNode withoutFirst(RangeNode tree) {
    return tree.left == null ? tree.right : balance(withoutFirst(tree.left), tree, tree.right);
  }

  static @Nullable RangeNode withoutLast(RangeNode tree) {
    return tree.right == null ? tree.left : balance(tree.left, tree, withoutLast(tree.right));
  }

  // ---- search

  /** The first range that ends at the address or above it. */
  static @Nullable RangeNode ceiling(@Nullable RangeNode tree, long high, long low) {
    RangeNode best = null;
    RangeNode node = tree;
    while (node != null) {
      if (compare(node.toHigh, node.toLow, high, low) >= 0) {
        best = node;
        node = node.left;
      } else {
        node = node.right;
      }
    }
    return best;
  }

  boolean startsAtOrBelow(long high, long low) {
    return compare(fromHigh, fromLow, high, low) <= 0;
  }

  static boolean contains(@Nullable RangeNode tree, long high, long low) {
    RangeNode node = ceiling(tree, high, low);
    return node != null && node.startsAtOrBelow(high, low);
  }
}
