package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;
import net.jqwik.api.constraints.IntRange;

/** Range sets against bit sets, in windows at the edges of both families. */
final class RangeSetPropertyTest {
  private static final int LAST = AddressWindow.SIZE - 1;

  enum Verb {
    WITH_ADDRESS,
    WITH_RANGE,
    WITHOUT_ADDRESS,
    WITHOUT_RANGE
  }

  record Step(Verb verb, int from, int to) {
    RangeSet apply(AddressWindow window, RangeSet set) {
      return switch (verb) {
        case WITH_ADDRESS -> set.with(window.at(from));
        case WITH_RANGE -> set.with(window.range(from, to));
        case WITHOUT_ADDRESS -> set.without(window.at(from));
        case WITHOUT_RANGE -> set.without(window.range(from, to));
      };
    }

    void apply(BitSet model) {
      int low = Math.min(from, to);
      int high = Math.max(from, to) + 1;
      switch (verb) {
        case WITH_ADDRESS -> model.set(from);
        case WITH_RANGE -> model.set(low, high);
        case WITHOUT_ADDRESS -> model.clear(from);
        case WITHOUT_RANGE -> model.clear(low, high);
      }
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> index =
        Arbitraries.integers().between(0, LAST).withDistribution(RandomDistribution.uniform());
    return Combinators.combine(Arbitraries.of(Verb.class), index, index)
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }

  @Provide
  Arbitrary<BitSet> bits() {
    return AddressWindow.anyBits(3);
  }

  @Property
  void update_whenAnySteps_isAsTheBitSet(
      @ForAll AddressWindow window, @ForAll("steps") List<Step> steps) {
    RangeSet set = RangeSet.empty();
    BitSet model = new BitSet();
    for (Step step : steps) {
      RangeSet before = set;
      BitSet bitsBefore = window.bits(before);
      set = step.apply(window, set);
      step.apply(model);
      assertThat(window.bits(set)).as("%s", step).isEqualTo(model);
      assertThat(window.bits(before)).as("the set before %s", step).isEqualTo(bitsBefore);
    }
    assertSound(set);
    assertThat(set.rangeCount()).isEqualTo(runs(model));
    assertThat(set.addressCount()).isEqualTo(BigInteger.valueOf(model.cardinality()));
    assertThat(set.isEmpty()).isEqualTo(model.isEmpty());
    assertThat(set).isEqualTo(window.set(model)).hasSameHashCodeAs(window.set(model));
  }

  @Property
  void algebra_whenAnyTwoSets_isAsOfBitSets(
      @ForAll AddressWindow window, @ForAll("bits") BitSet a, @ForAll("bits") BitSet b) {
    RangeSet left = window.set(a);
    RangeSet right = window.set(b);
    BitSet union = (BitSet) a.clone();
    union.or(b);
    BitSet minus = (BitSet) a.clone();
    minus.andNot(b);
    BitSet intersection = (BitSet) a.clone();
    intersection.and(b);
    assertSame(window, left.union(right), union);
    assertSame(window, left.minus(right), minus);
    assertSame(window, left.intersection(right), intersection);
    assertThat(left.lowestNotIn(right)).isEqualTo(lowest(window, minus, 0));
  }

  /** Sets that share nodes, which the operations may skip. */
  @Property
  void algebra_whenOneSetIsMadeFromTheOther_isAsOfBitSets(
      @ForAll AddressWindow window, @ForAll("bits") BitSet a, @ForAll("steps") List<Step> steps) {
    RangeSet before = window.set(a);
    RangeSet after = before;
    BitSet b = (BitSet) a.clone();
    for (Step step : steps.subList(0, Math.min(4, steps.size()))) {
      after = step.apply(window, after);
      step.apply(b);
    }
    BitSet lost = (BitSet) a.clone();
    lost.andNot(b);
    BitSet gained = (BitSet) b.clone();
    gained.andNot(a);
    BitSet union = (BitSet) a.clone();
    union.or(b);
    assertSame(window, before.minus(after), lost);
    assertSame(window, after.minus(before), gained);
    assertSame(window, after.union(before), union);
    assertSame(window, after.intersection(after), b);
    assertThat(after.minus(after)).isEqualTo(RangeSet.empty());
  }

  @Property
  void query_whenAnySet_isAsTheBitSet(
      @ForAll AddressWindow window,
      @ForAll("bits") BitSet bits,
      @ForAll @IntRange(max = LAST) int from,
      @ForAll @IntRange(max = LAST) int to) {
    RangeSet set = window.set(bits);
    assertThat(set.lowest()).isEqualTo(lowest(window, bits, 0));
    assertThat(set.lowestAtOrAfter(window.at(from))).isEqualTo(lowest(window, bits, from));
    int low = Math.min(from, to);
    int high = Math.max(from, to);
    assertThat(set.containsAll(window.range(low, high))).isEqualTo(bits.nextClearBit(low) > high);
  }

  @Property
  void copyOf_whenRangesAreAnyAndUnordered_isTheirUnion(
      @ForAll AddressWindow window, @ForAll("steps") List<Step> steps) {
    List<IpRange> ranges = new ArrayList<>();
    BitSet model = new BitSet();
    for (Step step : steps) {
      ranges.add(window.range(step.from(), step.to()));
      model.set(Math.min(step.from(), step.to()), Math.max(step.from(), step.to()) + 1);
    }
    assertSame(window, RangeSet.copyOf(ranges), model);
    assertThat(RangeSet.copyOf(RangeSet.copyOf(ranges).ranges()))
        .isEqualTo(RangeSet.copyOf(ranges));
  }

  @Property
  void complement_whenTakenTwice_isTheSetItself(
      @ForAll AddressWindow window, @ForAll("bits") BitSet bits) {
    RangeSet set = window.set(bits);
    RangeSet all =
        RangeSet.of(
            new IpRange(IpAddress.IPV4_LOWEST, IpAddress.IPV4_HIGHEST),
            new IpRange(IpAddress.IPV6_LOWEST, IpAddress.IPV6_HIGHEST));
    RangeSet complement = all.minus(set);
    assertSound(complement);
    assertThat(all.minus(complement)).isEqualTo(set);
    assertThat(complement.union(set)).isEqualTo(all);
    assertThat(complement.intersection(set).isEmpty()).isTrue();
    assertThat(complement.addressCount().add(set.addressCount())).isEqualTo(all.addressCount());
  }

  private static void assertSame(AddressWindow window, RangeSet set, BitSet model) {
    assertThat(window.bits(set)).isEqualTo(model);
    assertThat(set.rangeCount()).isEqualTo(runs(model));
    assertSound(set);
  }

  private static Optional<IpAddress> lowest(AddressWindow window, BitSet bits, int from) {
    int index = bits.nextSetBit(from);
    return index < 0 ? Optional.empty() : Optional.of(window.at(index));
  }

  private static int runs(BitSet bits) {
    int runs = 0;
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(bits.nextClearBit(i))) {
      runs++;
    }
    return runs;
  }

  /** Ranges are ascending and apart, and no side of a node is three times as heavy as the other. */
  static void assertSound(RangeSet set) {
    IpRange previous = null;
    for (IpRange range : set) {
      if (previous != null && previous.family() == range.family()) {
        assertThat(previous.to().next()).isLessThan(range.from());
      }
      previous = range;
    }
    RangeNodes.assertBalanced(set);
  }
}
