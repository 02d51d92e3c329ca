package io.flatnet.ipam;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * All addresses of both families, cut into cells of any size, so that a {@link BitSet} of cells can
 * stand for a set of up to 2^128 + 2^32 addresses. The address of number {@code n} is the n-th of
 * IPv4, and after those of IPv6.
 */
record AddressCells(List<BigInteger> starts) {
  private static final BigInteger IPV6_START = BigInteger.ONE.shiftLeft(32);
  private static final BigInteger END = IPV6_START.add(BigInteger.ONE.shiftLeft(128));

  /** Cells that begin and end at and beside the edges, and anywhere else. */
  static Arbitrary<AddressCells> any() {
    Arbitrary<BigInteger> anywhere = Arbitraries.bigIntegers().between(BigInteger.ZERO, END);
    Arbitrary<BigInteger> powers =
        Arbitraries.integers()
            .between(0, 127)
            .map(bit -> IPV6_START.add(BigInteger.ONE.shiftLeft(bit)));
    Arbitrary<BigInteger> edges =
        Arbitraries.of(
            BigInteger.ONE,
            IPV6_START.shiftRight(1),
            IPV6_START,
            IPV6_START.add(BigInteger.ONE.shiftLeft(64)),
            IPV6_START.add(BigInteger.ONE.shiftLeft(127)),
            END);
    Arbitrary<BigInteger> beside =
        Arbitraries.oneOf(edges, powers)
            .flatMap(
                edge ->
                    Arbitraries.integers().between(-2, 2).map(BigInteger::valueOf).map(edge::add));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, beside), net.jqwik.api.Tuple.of(1, anywhere))
        .list()
        .ofMaxSize(24)
        .map(AddressCells::cutAt);
  }

  private static AddressCells cutAt(List<BigInteger> cuts) {
    TreeSet<BigInteger> starts = new TreeSet<>(cuts);
    starts.add(BigInteger.ZERO);
    starts.add(IPV6_START);
    return new AddressCells(List.copyOf(starts.subSet(BigInteger.ZERO, true, END, false)));
  }

  int size() {
    return starts.size();
  }

  private BigInteger end(int cell) {
    return cell + 1 < size() ? starts.get(cell + 1) : END;
  }

  static IpAddress address(BigInteger number) {
    if (number.compareTo(IPV6_START) < 0) {
      return IpAddress.ofIpv4(number.intValue());
    }
    BigInteger value = number.subtract(IPV6_START);
    return IpAddress.ofIpv6(value.shiftRight(64).longValue(), value.longValue());
  }

  IpRange range(int cell) {
    return new IpRange(address(starts.get(cell)), address(end(cell).subtract(BigInteger.ONE)));
  }

  RangeSet set(BitSet cells) {
    List<IpRange> ranges = new ArrayList<>();
    cells.stream().filter(cell -> cell < size()).forEach(cell -> ranges.add(range(cell)));
    return RangeSet.copyOf(ranges);
  }

  RangeSet all() {
    BitSet cells = new BitSet();
    cells.set(0, size());
    return set(cells);
  }

  /** Which cells are in the set with all their addresses, provided that none is in part. */
  BitSet cells(RangeSet set) {
    BitSet cells = new BitSet();
    for (int cell = 0; cell < size(); cell++) {
      cells.set(cell, set.contains(range(cell).from()) && set.contains(range(cell).to()));
    }
    return cells;
  }

  BigInteger addressCount(BitSet cells) {
    return cells.stream()
        .filter(cell -> cell < size())
        .mapToObj(cell -> end(cell).subtract(starts.get(cell)))
        .reduce(BigInteger.ZERO, BigInteger::add);
  }

  Optional<IpAddress> nth(BitSet cells, BigInteger index) {
    BigInteger rest = index;
    for (int cell = cells.nextSetBit(0);
        cell >= 0 && cell < size();
        cell = cells.nextSetBit(cell + 1)) {
      BigInteger count = end(cell).subtract(starts.get(cell));
      if (rest.compareTo(count) < 0) {
        return Optional.of(address(starts.get(cell).add(rest)));
      }
      rest = rest.subtract(count);
    }
    return Optional.empty();
  }
}
