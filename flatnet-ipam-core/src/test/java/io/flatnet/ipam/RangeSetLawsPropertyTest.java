package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;

/** The laws of sets, and range sets of any size against cells that are counted one by one. */
final class RangeSetLawsPropertyTest {
  @Provide
  Arbitrary<AddressCells> cells() {
    return AddressCells.any();
  }

  /** Any of the cells; the more of them are likely to be in, the longer the ranges. */
  @Provide
  Arbitrary<BitSet> bits() {
    return Arbitraries.longs()
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .map(
            words ->
                BitSet.valueOf(new long[] {words.stream().reduce((a, b) -> a | b).orElseThrow()}));
  }

  @Property
  void algebra_whenThreeSets_keepsTheLaws(
      @ForAll("cells") AddressCells cells,
      @ForAll("bits") BitSet first,
      @ForAll("bits") BitSet second,
      @ForAll("bits") BitSet third) {
    RangeSet a = cells.set(first);
    RangeSet b = cells.set(second);
    RangeSet c = cells.set(third);
    assertThat(a.union(b)).isEqualTo(b.union(a));
    assertThat(a.intersection(b)).isEqualTo(b.intersection(a));
    assertThat(a.union(b).union(c)).isEqualTo(a.union(b.union(c)));
    assertThat(a.intersection(b).intersection(c)).isEqualTo(a.intersection(b.intersection(c)));
    assertThat(a.intersection(b.union(c))).isEqualTo(a.intersection(b).union(a.intersection(c)));
    assertThat(a.union(b.intersection(c))).isEqualTo(a.union(b).intersection(a.union(c)));
    assertThat(a.minus(b.union(c))).isEqualTo(a.minus(b).minus(c));
    assertThat(a.minus(b.intersection(c))).isEqualTo(a.minus(b).union(a.minus(c)));
    assertThat(a.union(a.intersection(b))).isEqualTo(a);
    assertThat(a.intersection(a.union(b))).isEqualTo(a);
    assertThat(a.minus(b).union(a.intersection(b))).isEqualTo(a);
    assertThat(a.minus(a.minus(b))).isEqualTo(a.intersection(b));
    // An operation changes none of its operands.
    assertThat(List.of(a, b, c))
        .isEqualTo(List.of(cells.set(first), cells.set(second), cells.set(third)));
  }

  @Property
  void algebra_whenSameOrEmptyOrAll_keepsTheIdentities(
      @ForAll("cells") AddressCells cells, @ForAll("bits") BitSet bits) {
    RangeSet set = cells.set(bits);
    RangeSet again = cells.set(bits); // equal, and of other nodes
    RangeSet empty = RangeSet.empty();
    for (RangeSet same : List.of(set, again)) {
      assertThat(set.union(same)).isEqualTo(set);
      assertThat(set.intersection(same)).isEqualTo(set);
      assertThat(set.minus(same)).isEqualTo(empty);
    }
    assertThat(set.union(empty)).isEqualTo(set);
    assertThat(empty.union(set)).isEqualTo(set);
    assertThat(set.intersection(empty)).isEqualTo(empty);
    assertThat(empty.intersection(set)).isEqualTo(empty);
    assertThat(set.minus(empty)).isEqualTo(set);
    assertThat(empty.minus(set)).isEqualTo(empty);
    assertThat(set.intersection(cells.all())).isEqualTo(set);
    assertThat(set.union(cells.all())).isEqualTo(cells.all());
    assertThat(set.minus(cells.all())).isEqualTo(empty);
  }

  @Property
  void algebra_whenSetsOfAnySize_isAsOfTheirCells(
      @ForAll("cells") AddressCells cells,
      @ForAll("bits") BitSet first,
      @ForAll("bits") BitSet second) {
    BitSet a = cells.cells(cells.set(first));
    BitSet b = cells.cells(cells.set(second));
    assertThat(a).isEqualTo(within(first, cells.size()));
    BitSet union = (BitSet) a.clone();
    union.or(b);
    BitSet minus = (BitSet) a.clone();
    minus.andNot(b);
    BitSet intersection = (BitSet) a.clone();
    intersection.and(b);
    assertThat(cells.set(a).union(cells.set(b))).isEqualTo(cells.set(union));
    assertThat(cells.set(a).minus(cells.set(b))).isEqualTo(cells.set(minus));
    assertThat(cells.set(a).intersection(cells.set(b))).isEqualTo(cells.set(intersection));
    RangeSetPropertyTest.assertSound(cells.set(a).union(cells.set(b)));
    RangeSetPropertyTest.assertSound(cells.set(a).minus(cells.set(b)));
    RangeSetPropertyTest.assertSound(cells.set(a).intersection(cells.set(b)));
  }

  private static BitSet within(BitSet bits, int size) {
    return bits.get(0, size);
  }

  @Property
  void complementIn_whenAnyPrefix_isWhatTheSetLacks(
      @ForAll("cells") AddressCells cells,
      @ForAll("bits") BitSet first,
      @ForAll("bits") BitSet second,
      @ForAll("bits") BitSet where,
      @ForAll @IntRange(max = 128) int length) {
    RangeSet a = cells.set(first);
    RangeSet b = cells.set(second);
    IpAddress inside = cells.range(where.length() % cells.size()).to();
    IpPrefix prefix = new IpPrefix(inside, Math.min(length, inside.family().bits()));
    RangeSet whole = RangeSet.of(prefix.range());
    RangeSet complement = a.complementIn(prefix);
    assertThat(complement.intersection(a)).isEqualTo(RangeSet.empty());
    assertThat(complement.union(a.intersection(whole))).isEqualTo(whole);
    assertThat(complement.complementIn(prefix)).isEqualTo(a.intersection(whole));
    assertThat(a.union(b).complementIn(prefix)) // De Morgan, both ways
        .isEqualTo(complement.intersection(b.complementIn(prefix)));
    assertThat(a.intersection(b).complementIn(prefix))
        .isEqualTo(complement.union(b.complementIn(prefix)));
    RangeSetPropertyTest.assertSound(complement);
  }

  @Property
  void nth_whenSetsOfAnySize_isAsOfTheirCells(
      @ForAll("cells") AddressCells cells,
      @ForAll("bits") BitSet bits,
      @ForAll @BigRange(min = "0", max = "340282366920938463463374607431768211456")
          BigInteger anywhere) {
    RangeSet set = cells.set(bits);
    BigInteger count = cells.addressCount(bits);
    assertThat(set.addressCount()).isEqualTo(count);
    List<BigInteger> indices = new ArrayList<>(List.of(BigInteger.ZERO, anywhere, count));
    for (BigInteger index : List.of(count, BigInteger.TWO.pow(32), BigInteger.TWO.pow(64))) {
      for (int beside = -3; beside <= 2; beside++) {
        indices.add(index.add(BigInteger.valueOf(beside)));
      }
    }
    for (BigInteger index : indices) {
      if (index.signum() >= 0) {
        Optional<IpAddress> expected = cells.nth(bits, index);
        assertThat(set.nth(index)).as("nth(%s)", index).isEqualTo(expected);
        if (index.bitLength() < Long.SIZE) {
          assertThat(set.nth(index.longValue())).as("nth(%s)", index).isEqualTo(expected);
        }
      }
    }
    assertThat(set.lowest()).isEqualTo(set.nth(0));
    assertThat(set.highest())
        .isEqualTo(set.isEmpty() ? Optional.empty() : set.nth(count.subtract(BigInteger.ONE)));
  }

  /** What is built step by step counts as what is built at once. */
  @Property
  void addressCount_whenCellsComeAndGo_isExact(
      @ForAll("cells") AddressCells cells, @ForAll("bits") BitSet bits) {
    RangeSet set = cells.all();
    BitSet left = new BitSet();
    left.set(0, cells.size());
    for (int cell = bits.nextSetBit(0);
        cell >= 0 && cell < cells.size();
        cell = bits.nextSetBit(cell + 1)) {
      RangeSet before = set;
      BigInteger countBefore = before.addressCount();
      set = set.without(cells.range(cell));
      left.clear(cell);
      assertThat(set.addressCount()).isEqualTo(cells.addressCount(left));
      assertThat(before.addressCount()).isEqualTo(countBefore);
      assertThat(set.with(cells.range(cell))).isEqualTo(before);
    }
    RangeSetPropertyTest.assertSound(set);
  }

  @Property
  void addresses_whenAnyWindow_areTheSetBits(
      @ForAll AddressWindow window, @ForAll("bits") BitSet bits) {
    RangeSet set = window.set(bits);
    List<IpAddress> expected = bits.stream().mapToObj(window::at).toList();
    assertThat(set.addresses()).containsExactlyElementsOf(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(set.nth(i)).contains(expected.get(i));
    }
    assertThat(set.nth(expected.size())).isEmpty();
    List<IpAddress> byRange = new ArrayList<>();
    set.forEach(range -> range.addresses().forEach(byRange::add));
    assertThat(byRange).isEqualTo(expected);
  }

  /** The first addresses of a set of 2^128 come at once. */
  @Property
  void addresses_whenSetsOfAnySize_startWithTheLowest(
      @ForAll("cells") AddressCells cells, @ForAll("bits") BitSet bits) {
    Iterator<IpAddress> addresses = cells.set(bits).addresses().iterator();
    for (int i = 0; i < 5; i++) {
      Optional<IpAddress> expected = cells.nth(bits, BigInteger.valueOf(i));
      assertThat(addresses.hasNext()).isEqualTo(expected.isPresent());
      if (expected.isPresent()) {
        assertThat(addresses.next()).isEqualTo(expected.orElseThrow());
      }
    }
  }
}
