package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** What must hold of the tree behind a range set. */
final class RangeNodes {
  private RangeNodes() {}

  static void assertBalanced(RangeSet set) {
    for (IpFamily family : IpFamily.values()) {
      check(set.tree(family));
    }
  }

  /** What a node says of its tree is what the ranges of the tree add up to. */
  private static void assertCounted(RangeNode node) {
    BigInteger count = BigInteger.ZERO;
    for (IpRange range : (Iterable<IpRange>) () -> new RangeIterator(null, node)) {
      count = count.add(range.addressCount());
    }
    assertThat(new BigInteger(Long.toUnsignedString(node.count)))
        .isEqualTo(count.min(RangeIndex.HUGE));
    assertThat(RangeIndex.count(node)).isEqualTo(count);
  }

  private static int check(@Nullable RangeNode node) {
    if (node == null) {
      return 0;
    }
    int left = check(node.left);
    int right = check(node.right);
    assertCounted(node);
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
