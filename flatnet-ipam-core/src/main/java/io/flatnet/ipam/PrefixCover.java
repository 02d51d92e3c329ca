package io.flatnet.ipam;

import java.util.List;

/**
 * The least list of prefixes that have exactly the addresses of a range (RFC 4632 3.1).
 *
 * <p>From the first address that is not yet covered it always takes the largest prefix that starts
 * there and ends inside the range. Every list of prefixes has to cover that address, and none that
 * stays inside can reach further, so no list is shorter. A range takes at most 2 * 32 - 2 prefixes
 * in IPv4 and 2 * 128 - 2 in IPv6.
 */
final class PrefixCover {
  private PrefixCover() {}

  /** Appends the cover, ascending. O(p) for p prefixes. */
  static void append(IpRange range, List<IpPrefix> out) {
    IpAddress from = range.from();
    while (true) {
      IpPrefix prefix = new IpPrefix(from, range.family().bits() - hostBits(from, range.to()));
      out.add(prefix);
      IpAddress last = prefix.last();
      if (last.equals(range.to())) {
        return;
      }
      from = last.next();
    }
  }

  /** How many host bits the largest prefix has that starts at one and does not pass the other. */
  private static int hostBits(IpAddress from, IpAddress to) {
    int aligned = Math.min(trailingZeros(from.high(), from.low()), from.family().bits());
    // No borrow: where there is one, the range leaves the upper half in which the prefix ends.
    return Math.min(aligned, floorLog2(to.high() - from.high(), to.low() - from.low()));
  }

  private static int trailingZeros(long high, long low) {
    return low != 0
        ? Long.numberOfTrailingZeros(low)
        : Long.SIZE + Long.numberOfTrailingZeros(high);
  }

  /** The largest b for which there are 2^b addresses, given the count of them less one. */
  private static int floorLog2(long lessOneHigh, long lessOneLow) {
    long low = lessOneLow + 1;
    long high = low == 0 ? lessOneHigh + 1 : lessOneHigh;
    if (high != 0) {
      return 2 * Long.SIZE - 1 - Long.numberOfLeadingZeros(high);
    }
    return low != 0 ? Long.SIZE - 1 - Long.numberOfLeadingZeros(low) : 2 * Long.SIZE;
  }
}
