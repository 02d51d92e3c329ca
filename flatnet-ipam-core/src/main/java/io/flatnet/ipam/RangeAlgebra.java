package io.flatnet.ipam;

import static io.flatnet.ipam.RangeNode.compare;
import static io.flatnet.ipam.RangeNode.concat;
import static io.flatnet.ipam.RangeNode.leaf;
import static io.flatnet.ipam.RangeNode.link;

import org.jspecify.annotations.Nullable;

/**
 * The set operations on trees of ranges. Each is made of two steps, as in Blelloch, Ferizovic and
 * Sun, "Just Join for Parallel Ordered Sets" (SPAA 2016): cut a tree at an address ({@link #below},
 * {@link #above}), and {@link RangeNode#link} two trees around a range.
 */
final class RangeAlgebra {
  private RangeAlgebra() {}

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

  /**
   * Adds the range of {@code node}; what it touches becomes one range with it. Of the ranges that
   * it touches, the one nearest to the root grows where it stands, so that to fill the gap between
   * two of them takes one way down, and one node out.
   */
  static RangeNode with(@Nullable RangeNode tree, RangeNode node) {
    if (tree == null) {
      return node;
    }
    if (isBelow(node, tree) && !touches(node, tree)) {
      return link(with(tree.left, node), tree, tree.right);
    }
    if (isBelow(tree, node) && !touches(tree, node)) {
      return link(tree.left, tree, with(tree.right, node));
    }
    boolean lower = compare(node.fromHigh, node.fromLow, tree.fromHigh, tree.fromLow) < 0;
    boolean higher = compare(node.toHigh, node.toLow, tree.toHigh, tree.toLow) > 0;
    if (!lower && !higher) {
      return tree;
    }
    RangeNode from = lower ? node : tree;
    RangeNode to = higher ? node : tree;
    return glue(
        lower ? below(tree.left, node.fromHigh, node.fromLow) : tree.left,
        leaf(from.fromHigh, from.fromLow, to.toHigh, to.toLow),
        higher ? above(tree.right, node.toHigh, node.toLow) : tree.right);
  }

  /** Takes the range of {@code node} away. */
  static @Nullable RangeNode without(@Nullable RangeNode tree, RangeNode node) {
    if (tree == null) {
      return null;
    }
    if (isBelow(node, tree)) {
      return link(without(tree.left, node), tree, tree.right);
    }
    if (isBelow(tree, node)) {
      return link(tree.left, tree, without(tree.right, node));
    }
    return concat(below(tree, node.fromHigh, node.fromLow), above(tree, node.toHigh, node.toLow));
  }

  private static boolean isBelow(RangeNode lower, RangeNode upper) {
    return compare(lower.toHigh, lower.toLow, upper.fromHigh, upper.fromLow) < 0;
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
      RangeNode before = RangeNode.last(lowRest);
      if (touches(before, middle)) {
        middle = leaf(before.fromHigh, before.fromLow, middle.toHigh, middle.toLow);
        lowRest = RangeNode.withoutLast(lowRest);
      }
    }
    if (highRest != null) {
      RangeNode after = RangeNode.first(highRest);
      if (touches(middle, after)) {
        middle = leaf(middle.fromHigh, middle.fromLow, after.toHigh, after.toLow);
        highRest = RangeNode.withoutFirst(highRest);
      }
    }
    return link(lowRest, middle, highRest);
  }

  private static boolean touches(RangeNode lower, RangeNode upper) {
    long nextHigh = lower.toLow == -1 ? lower.toHigh + 1 : lower.toHigh;
    return nextHigh == upper.fromHigh && lower.toLow + 1 == upper.fromLow;
  }
}
