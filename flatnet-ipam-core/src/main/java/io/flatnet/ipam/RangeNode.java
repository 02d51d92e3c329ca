package io.flatnet.ipam;

import org.jspecify.annotations.Nullable;

/**
 * One range of a set, and the root of the ranges below and above it: an immutable weight-balanced
 * search tree over one address family.
 *
 * <p>Every set operation is made of two steps, as in Blelloch, Ferizovic and Sun, "Just Join for
 * Parallel Ordered Sets" (SPAA 2016): cut a tree at an address ({@link #below}, {@link #above}),
 * and {@link #link} two trees around a range. The weights are those that Hirai and Yamamoto proved
 * ("Balancing Weight-Balanced Trees", JFP 2011): no side has more than {@value #DELTA} times the
 * nodes of the other, and a rotation is single when the inner grandchild has less than {@value
 * #GAMMA} times the nodes of the outer one.
 *
 * <p>A node takes 56 bytes on a JVM with compressed references: a header, four {@code long}s, two
 * references, one count. {@code null} is the empty tree.
 */
final class RangeNode {
  private static final int DELTA = 3;
  private static final int GAMMA = 2;

  final long fromHigh;
  final long fromLow;
  final long toHigh;
  final long toLow;
  final @Nullable RangeNode left;
  final @Nullable RangeNode right;
  final int size;

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

  // ---- balance

  /** The tree of everything in {@code left}, the range of {@code middle}, and {@code right}. */
  static RangeNode link(@Nullable RangeNode left, RangeNode middle, @Nullable RangeNode right) {
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

  private static @Nullable RangeNode withoutFirst(RangeNode tree) {
    return tree.left == null ? tree.right : balance(withoutFirst(tree.left), tree, tree.right);
  }

  private static @Nullable RangeNode withoutLast(RangeNode tree) {
    return tree.right == null ? tree.left : balance(tree.left, tree, withoutLast(tree.right));
  }

  // ---- cut and search

  /** What lies below the address; a range around it is cut. */
  static @Nullable RangeNode below(@Nullable RangeNode tree, long high, long low) {
    if (tree == null) {
      return null;
    }
    if (compare(high, low, tree.fromHigh, tree.fromLow) <= 0) {
      return below(tree.left, high, low);
    }
    if (compare(tree.toHigh, tree.toLow, high, low) < 0) {
      return link(tree.left, tree, below(tree.right, high, low));
    }
    long lastHigh = low == 0 ? high - 1 : high;
    return link(tree.left, leaf(tree.fromHigh, tree.fromLow, lastHigh, low - 1), null);
  }

  /** What lies above the address; a range around it is cut. */
  static @Nullable RangeNode above(@Nullable RangeNode tree, long high, long low) {
    if (tree == null) {
      return null;
    }
    if (compare(tree.toHigh, tree.toLow, high, low) <= 0) {
      return above(tree.right, high, low);
    }
    if (compare(high, low, tree.fromHigh, tree.fromLow) < 0) {
      return link(above(tree.left, high, low), tree, tree.right);
    }
    long firstHigh = low == -1 ? high + 1 : high;
    return link(null, leaf(firstHigh, low + 1, tree.toHigh, tree.toLow), tree.right);
  }

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

  // ---- set operations

  /** Adds the range of {@code node}; what it touches becomes one range with it. */
  static RangeNode with(@Nullable RangeNode tree, RangeNode node) {
    if (tree == null) {
      return node;
    }
    if (node.isBelow(tree) && !touches(node, tree)) {
      return link(with(tree.left, node), tree, tree.right);
    }
    if (tree.isBelow(node) && !touches(tree, node)) {
      return link(tree.left, tree, with(tree.right, node));
    }
    return glue(
        below(tree, node.fromHigh, node.fromLow), node, above(tree, node.toHigh, node.toLow));
  }

  static @Nullable RangeNode without(@Nullable RangeNode tree, RangeNode node) {
    if (tree == null) {
      return null;
    }
    if (node.isBelow(tree)) {
      return link(without(tree.left, node), tree, tree.right);
    }
    if (tree.isBelow(node)) {
      return link(tree.left, tree, without(tree.right, node));
    }
    return concat(below(tree, node.fromHigh, node.fromLow), above(tree, node.toHigh, node.toLow));
  }

  private boolean isBelow(RangeNode other) {
    return compare(toHigh, toLow, other.fromHigh, other.fromLow) < 0;
  }

  static @Nullable RangeNode union(@Nullable RangeNode a, @Nullable RangeNode b) {
    if (a == null || b == null || a == b) {
      return a == null ? b : a;
    }
    RangeNode low = union(below(a, b.fromHigh, b.fromLow), b.left);
    RangeNode high = union(above(a, b.toHigh, b.toLow), b.right);
    return glue(low, b, high);
  }

  static @Nullable RangeNode minus(@Nullable RangeNode a, @Nullable RangeNode b) {
    if (a == null || b == null || a == b) {
      return a == b ? null : a;
    }
    RangeNode low = minus(below(a, b.fromHigh, b.fromLow), b.left);
    RangeNode high = minus(above(a, b.toHigh, b.toLow), b.right);
    return concat(low, high);
  }

  static @Nullable RangeNode intersection(@Nullable RangeNode a, @Nullable RangeNode b) {
    if (a == null || b == null || a == b) {
      return a == null ? null : b;
    }
    RangeNode low = intersection(below(a, b.fromHigh, b.fromLow), b.left);
    RangeNode high = intersection(above(a, b.toHigh, b.toLow), b.right);
    return concat(concat(low, within(a, b)), high);
  }

  /** The part of {@code tree} inside the range of {@code node}. */
  private static @Nullable RangeNode within(RangeNode tree, RangeNode node) {
    RangeNode inside = tree;
    if (compare(node.fromHigh, node.fromLow, 0, 0) != 0) {
      long beforeHigh = node.fromLow == 0 ? node.fromHigh - 1 : node.fromHigh;
      inside = above(inside, beforeHigh, node.fromLow - 1);
    }
    if (compare(node.toHigh, node.toLow, -1, -1) != 0) {
      long afterHigh = node.toLow == -1 ? node.toHigh + 1 : node.toHigh;
      inside = below(inside, afterHigh, node.toLow + 1);
    }
    return inside;
  }

  /** Links around {@code node}, and merges it with neighbours that touch it. */
  private static RangeNode glue(@Nullable RangeNode low, RangeNode node, @Nullable RangeNode high) {
    RangeNode lowRest = low;
    RangeNode highRest = high;
    RangeNode middle = node;
    if (lowRest != null) {
      RangeNode before = last(lowRest);
      if (touches(before, middle)) {
        middle = leaf(before.fromHigh, before.fromLow, middle.toHigh, middle.toLow);
        lowRest = withoutLast(lowRest);
      }
    }
    if (highRest != null) {
      RangeNode after = first(highRest);
      if (touches(middle, after)) {
        middle = leaf(middle.fromHigh, middle.fromLow, after.toHigh, after.toLow);
        highRest = withoutFirst(highRest);
      }
    }
    return link(lowRest, middle, highRest);
  }

  private static boolean touches(RangeNode lower, RangeNode upper) {
    long nextHigh = lower.toLow == -1 ? lower.toHigh + 1 : lower.toHigh;
    return nextHigh == upper.fromHigh && lower.toLow + 1 == upper.fromLow;
  }
}
