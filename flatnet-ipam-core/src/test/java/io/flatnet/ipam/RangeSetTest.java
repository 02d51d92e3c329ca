package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RangeSetTest {
  private static IpAddress ip(String text) {
    return IpAddress.parse(text);
  }

  private static IpRange range(String from, String to) {
    return new IpRange(ip(from), ip(to));
  }

  @Test
  void with_whenRangesTouch_makesThemOne() {
    RangeSet set = RangeSet.of(range("10.0.0.1", "10.0.0.4"), range("10.0.0.6", "10.0.0.9"));
    assertThat(set.rangeCount()).isEqualTo(2);
    assertThat(set.with(ip("10.0.0.5"))).hasToString("[10.0.0.1-10.0.0.9]");
  }

  @Test
  void with_whenAddressIsThere_isTheSameSet() {
    RangeSet set = RangeSet.of(range("10.0.0.1", "10.0.0.4"));
    assertThat(set.with(ip("10.0.0.2"))).isSameAs(set);
    assertThat(set.without(ip("10.0.0.5"))).isSameAs(set);
    assertThat(set.without(ip("::1"))).isSameAs(set);
  }

  @Test
  void set_whenOfBothFamilies_keepsIpv4First() {
    RangeSet set = RangeSet.of(IpRange.of(ip("::1")), IpRange.of(ip("255.255.255.255")));
    assertThat(set.ranges())
        .containsExactly(IpRange.of(ip("255.255.255.255")), IpRange.of(ip("::1")));
    assertThat(set.lowest()).contains(ip("255.255.255.255"));
    assertThat(set.lowestNotIn(RangeSet.of(IpRange.of(ip("255.255.255.255"))))).contains(ip("::1"));
    assertThat(set.lowestNotIn(set)).isEmpty();
    assertThat(set.contains(ip("0.0.0.1"))).isFalse();
  }

  @Test
  void addressCount_whenAllOfBothFamilies_isExact() {
    RangeSet all =
        RangeSet.of(
            new IpRange(IpAddress.IPV4_LOWEST, IpAddress.IPV4_HIGHEST),
            new IpRange(IpAddress.IPV6_LOWEST, IpAddress.IPV6_HIGHEST));
    assertThat(all.addressCount()).isEqualTo(BigInteger.TWO.pow(128).add(BigInteger.TWO.pow(32)));
  }

  @Test
  void iterator_whenDone_throws() {
    Iterator<IpRange> iterator = RangeSet.of(IpRange.of(ip("::1"))).iterator();
    assertThat(iterator.next()).isEqualTo(IpRange.of(ip("::1")));
    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void ranges_whenChanged_throws() {
    List<IpRange> ranges = RangeSet.of(IpRange.of(ip("::1"))).ranges();
    assertThatThrownBy(ranges::clear).isInstanceOf(UnsupportedOperationException.class);
  }

  /** Ascending, descending and random updates: the height stays logarithmic. */
  @Test
  void update_whenEverySecondAddress_staysBalanced() {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 32_768; i++) {
      order.add(2 * i);
    }
    assertHeight(order);
    Collections.reverse(order);
    assertHeight(order);
    Collections.shuffle(order, new Random(1));
    assertHeight(order);
  }

  private static void assertHeight(List<Integer> order) {
    RangeSet set = RangeSet.empty();
    for (int value : order) {
      set = set.with(IpAddress.ofIpv4(value));
    }
    assertThat(set.rangeCount()).isEqualTo(order.size());
    RangeNodes.assertBalanced(set);
    // No side has more than 3/4 of a node's weight: log(32769) / log(4/3) = 36.1
    assertThat(RangeNodes.height(set.tree(IpFamily.IPV4))).isLessThanOrEqualTo(37);
    for (int value : order) {
      set = set.without(IpAddress.ofIpv4(value));
    }
    assertThat(set).isEqualTo(RangeSet.empty());
  }

  /** Two sets that differ by one update share all nodes but those on one way from the root. */
  @Test
  void with_whenSetIsLarge_sharesItsNodes() {
    RangeSet set = RangeSet.empty();
    for (int i = 0; i < 32_768; i++) {
      set = set.with(IpAddress.ofIpv4(2 * i));
    }
    RangeSet next = set.with(IpAddress.ofIpv4(3 * 32_768 + 2));
    assertThat(fresh(next.tree(IpFamily.IPV4), nodes(set))).isLessThan(64);
  }

  private static Set<RangeNode> nodes(RangeSet set) {
    Set<RangeNode> nodes = Collections.newSetFromMap(new IdentityHashMap<>());
    collect(set.tree(IpFamily.IPV4), nodes);
    return nodes;
  }

  private static void collect(@Nullable RangeNode node, Set<RangeNode> nodes) {
    if (node != null) {
      nodes.add(node);
      collect(node.left, nodes);
      collect(node.right, nodes);
    }
  }

  private static int fresh(@Nullable RangeNode node, Set<RangeNode> old) {
    return node == null || old.contains(node)
        ? 0
        : 1 + fresh(node.left, old) + fresh(node.right, old);
  }

  /**
   * Every range is one node, and a node is at most 64 bytes. What a thread allocates is counted to
   * the byte, whatever the collector does meanwhile.
   */
  @Test
  void memory_whenManyRanges_isAtMost64BytesEach() throws ReflectiveOperationException {
    int count = 100_000;
    RangeSet set = RangeSet.empty();
    for (int i = 0; i < count; i++) {
      set = set.with(IpAddress.ofIpv4(2 * i));
    }
    assertThat(set.rangeCount()).isEqualTo(count);
    assertThat(nodes(set)).hasSize(count);

    RangeNode[] kept = new RangeNode[count]; // else the JIT may see that no node is used
    long before = allocatedBytes();
    for (int i = 0; i < count; i++) {
      kept[i] = RangeNode.leaf(0, i, 0, i);
    }
    long after = allocatedBytes();
    assertThat(kept).doesNotContainNull();
    assertThat((after - before) / (double) count)
        .isGreaterThan(0)
        .isLessThanOrEqualTo(64.1); // the call itself allocates a little
  }

  /** By reflection, since the module under test must not read {@code jdk.management}. */
  private static long allocatedBytes() throws ReflectiveOperationException {
    Object threads =
        Class.forName("java.lang.management.ManagementFactory")
            .getMethod("getThreadMXBean")
            .invoke(null);
    return (long)
        Class.forName("com.sun.management.ThreadMXBean")
            .getMethod("getCurrentThreadAllocatedBytes")
            .invoke(threads);
  }

  @Test
  void nth_whenNegative_throws() {
    RangeSet set = RangeSet.of(range("10.0.0.1", "10.0.0.4"));
    assertThatThrownBy(() -> set.nth(-1))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage(
            "cannot take address \"-1\" of a set: an index starts at 0, got a negative one; count"
                + " from the lowest address");
    assertThatThrownBy(() -> set.nth(BigInteger.TWO.pow(70).negate()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void nth_whenAllOfBothFamilies_countsThrough() {
    RangeSet all =
        RangeSet.of(
            new IpRange(IpAddress.IPV4_LOWEST, IpAddress.IPV4_HIGHEST),
            new IpRange(IpAddress.IPV6_LOWEST, IpAddress.IPV6_HIGHEST));
    assertThat(all.nth(0xffff_ffffL)).contains(IpAddress.IPV4_HIGHEST);
    assertThat(all.nth(1L << 32)).contains(IpAddress.IPV6_LOWEST);
    assertThat(all.nth(Long.MAX_VALUE)).contains(ip("::7fff:fffe:ffff:ffff"));
    BigInteger count = all.addressCount();
    assertThat(all.nth(count.subtract(BigInteger.ONE))).contains(IpAddress.IPV6_HIGHEST);
    assertThat(all.nth(count)).isEmpty();
    assertThat(all.highest()).contains(IpAddress.IPV6_HIGHEST);
    assertThat(RangeSet.empty().nth(0)).isEmpty();
    assertThat(RangeSet.empty().highest()).isEmpty();
  }

  @Test
  void addresses_whenDone_throws() {
    RangeSet set = RangeSet.of(IpRange.of(IpAddress.IPV4_HIGHEST), IpRange.of(ip("::")));
    Iterator<IpAddress> addresses = set.addresses().iterator();
    assertThat(addresses.next()).isEqualTo(IpAddress.IPV4_HIGHEST);
    assertThat(addresses.next()).isEqualTo(ip("::"));
    assertThat(addresses.hasNext()).isFalse();
    assertThatThrownBy(addresses::next).isInstanceOf(NoSuchElementException.class);
    assertThat(set.addresses()).hasSize(2); // each loop has its own iterator
  }

  @Test
  void copyOf_whenASet_isTheSetItself() {
    RangeSet set = RangeSet.of(range("10.0.0.1", "10.0.0.4"));
    assertThat(RangeSet.copyOf(set)).isSameAs(set);
  }

  @Test
  void hashCode_whenSetsDiffer_differs() {
    RangeSet set = RangeSet.of(range("10.0.0.1", "10.0.0.4"));
    assertThat(set).doesNotHaveSameHashCodeAs(set.with(ip("10.0.0.5")));
    assertThat(set).doesNotHaveSameHashCodeAs(RangeSet.empty());
  }

  @Test
  void equals_whenOneRangeDiffers_isFalse() {
    RangeSet set = RangeSet.of(range("10.0.0.1", "10.0.0.4"), range("10.0.0.6", "10.0.0.9"));
    assertThat(set)
        .isNotEqualTo(set.with(ip("10.0.0.10")))
        .isNotEqualTo(set.with(ip("10.0.0.12")))
        .isNotEqualTo(List.of())
        .isEqualTo(set)
        .isEqualTo(set.with(ip("10.0.0.10")).without(ip("10.0.0.10")));
    assertThat(RangeSet.of(IpRange.of(IpAddress.ofIpv4(1))))
        .isNotEqualTo(RangeSet.of(IpRange.of(ip("::1"))));
  }
}
