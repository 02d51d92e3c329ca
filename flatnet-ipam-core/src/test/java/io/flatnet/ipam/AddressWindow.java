package io.flatnet.ipam;

import java.util.BitSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.RandomDistribution;

/**
 * A stretch of {@value #SIZE} addresses where arithmetic can go wrong, so that a {@link BitSet} can
 * stand for any set in it.
 */
enum AddressWindow {
  IPV4_START("0.0.0.0"),
  IPV4_SIGN("127.255.255.224"),
  IPV4_END("255.255.255.192"),
  IPV6_START("::"),
  IPV6_LOW_SIGN("2001:db8::7fff:ffff:ffff:ffe0"),
  IPV6_CARRY("2001:db8:0:1:ffff:ffff:ffff:ffe0"),
  IPV6_HIGH_SIGN("7fff:ffff:ffff:ffff:ffff:ffff:ffff:ffe0"),
  IPV6_END("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffc0");

  static final int SIZE = 64;

  private final String start;

  AddressWindow(String start) {
    this.start = start;
  }

  /** Any of the addresses: the more words are joined, the longer the runs. */
  static Arbitrary<BitSet> anyBits(int mostWords) {
    return Arbitraries.longs()
        .withDistribution(RandomDistribution.uniform())
        .list()
        .ofMinSize(1)
        .ofMaxSize(mostWords)
        .map(words -> words.stream().reduce(0L, (a, b) -> a | b))
        .map(word -> BitSet.valueOf(new long[] {word}));
  }

  IpAddress at(int index) {
    IpAddress first = IpAddress.parse(start);
    long low = first.low() + index;
    long carry = Long.compareUnsigned(low, first.low()) < 0 ? 1 : 0;
    return new IpAddress(first.family(), first.high() + carry, low);
  }

  IpRange range(int from, int to) {
    return new IpRange(at(Math.min(from, to)), at(Math.max(from, to)));
  }

  RangeSet set(BitSet bits) {
    RangeSet set = RangeSet.empty();
    for (int i = bits.nextSetBit(0); i >= 0; i = bits.nextSetBit(i + 1)) {
      set = set.with(at(i));
    }
    return set;
  }

  BitSet bits(RangeSet set) {
    BitSet bits = new BitSet(SIZE);
    for (int i = 0; i < SIZE; i++) {
      bits.set(i, set.contains(at(i)));
    }
    return bits;
  }
}
