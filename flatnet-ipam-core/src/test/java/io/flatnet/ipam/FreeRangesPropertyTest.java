package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The list and the tree together against a {@link BitSet}, over the end of a lower half. */
final class FreeRangesPropertyTest {
  static final int SIZE = 256;
  private static final long FIRST = -SIZE / 2; // as unsigned: half below the carry, half above it

  private static IpAddress address(int offset) {
    long low = FIRST + offset;
    return IpAddress.ofIpv6(low >= 0 ? 1 : 0, low);
  }

  private static RangeSet set(BitSet bits) {
    List<IpRange> ranges = new ArrayList<>();
    bits.stream().forEach(bit -> ranges.add(IpRange.of(address(bit))));
    return RangeSet.copyOf(ranges);
  }

  @Property
  void update_whenAnySteps_isThatOfABitSet(
      @ForAll @Size(max = 80) List<@IntRange(max = SIZE - 1) Integer> steps,
      @ForAll @IntRange(min = 1, max = 8) int gap) {
    BitSet bits = new BitSet();
    for (int i = 0; i < SIZE; i += gap) {
      bits.set(i);
    }
    FreeRanges free = FreeRanges.of(set(bits));
    for (int i = 0; i < steps.size(); i++) {
      int step = i % 3 == 0 && !bits.isEmpty() ? bits.nextSetBit(0) : steps.get(i);
      free = bits.get(step) ? free.without(address(step)) : free.with(address(step));
      bits.flip(step);
      assertSame(free, bits, steps.get(i));
    }
    assertThat(free.toSet()).isEqualTo(set(bits));
  }

  private static void assertSame(FreeRanges free, BitSet bits, int from) {
    int lowest = bits.nextSetBit(0);
    assertThat(free.lowest()).isEqualTo(lowest < 0 ? null : address(lowest));
    int next = bits.nextSetBit(from);
    assertThat(free.lowestAtOrAfter(address(from))).isEqualTo(next < 0 ? null : address(next));
  }
}
