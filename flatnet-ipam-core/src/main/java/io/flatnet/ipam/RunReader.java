package io.flatnet.ipam;

import org.jspecify.annotations.Nullable;

/** Reads what {@link RunWriter} writes; anything else ends in null, never in an exception. */
final class RunReader {
  private static final int MAX_BITS = 128;

  private final byte[] bytes;
  private final IpAddress highest;
  private int position;
  private boolean sound = true;
  private long high; // where the run starts that is read next
  private long low;
  private boolean first = true;

  RunReader(byte[] bytes, IpFamily family) {
    this.bytes = bytes;
    this.highest = IpAddress.highest(family);
  }

  boolean hasNext() {
    return position < bytes.length;
  }

  /** How many bytes are read. */
  int position() {
    return position;
  }

  /** The next range, or null when the bytes are no run inside the family. */
  @Nullable IpRange next() {
    if (!first) {
      add(0, 2);
    }
    first = false;
    addNumber();
    IpAddress from = here();
    addNumber();
    IpAddress to = here();
    return from == null || to == null ? null : new IpRange(from, to);
  }

  private @Nullable IpAddress here() {
    boolean inside = RangeNode.compare(high, low, highest.high(), highest.low()) <= 0;
    return sound && inside ? new IpAddress(highest.family(), high, low) : null;
  }

  private void addNumber() {
    long numberHigh = 0;
    long numberLow = 0;
    int shift = 0;
    boolean more = true;
    while (more) {
      if (position == bytes.length || shift >= MAX_BITS) {
        sound = false;
        return;
      }
      byte next = bytes[position++];
      long group = next & 0x7f;
      if (shift < Long.SIZE) {
        numberLow |= group << shift;
        numberHigh |= shift > Long.SIZE - 7 ? group >>> (Long.SIZE - shift) : 0;
      } else {
        numberHigh |= group << (shift - Long.SIZE);
      }
      shift += 7;
      more = next < 0;
    }
    add(numberHigh, numberLow);
  }

  private void add(long moreHigh, long moreLow) {
    long sumLow = low + moreLow;
    long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
    long sumHigh = high + moreHigh + carry;
    sound &= RangeNode.compare(sumHigh, sumLow, high, low) >= 0;
    high = sumHigh;
    low = sumLow;
  }
}
