package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

/** What must hold of the tree behind a range set. */
final class RangeNodes {
  private RangeNodes() {}

  static void assertBalanced(RangeSet set) {
    for (IpFamily family : IpFamily.values()) {
      check(set.tree(family));
    }
  }

  private static int check(@Nullable RangeNode node) {
    if (node == null) {
      return 0;
    }
    int left = check(node.left);
    int right = check(node.right);
    assertThat(node.size).isEqualTo(left + right + 1);
    if (left + right > 1) {
      assertThat(left).isLessThanOrEqualTo(3 * right);
      assertThat(right).isLessThanOrEqualTo(3 * left);
    }
    return node.size;
  }

  /** The number of nodes on the longest way from the root to a leaf. */
  static int height(@Nullable RangeNode node) {
    return node == null ? 0 : 1 + Math.max(height(node.left), height(node.right));
  }
}
