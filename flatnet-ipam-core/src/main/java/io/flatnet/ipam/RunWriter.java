package io.flatnet.ipam;

import java.io.ByteArrayOutputStream;

/** Writes ascending ranges of one family as the run lengths of {@link LedgerCodec}. */
final class RunWriter {
  final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long nextHigh; // the lowest address that the next range may start at
  private long nextLow;

  void write(IpRange range) {
    IpAddress from = range.from();
    IpAddress to = range.to();
    writeDifference(from.high(), from.low(), nextHigh, nextLow);
    writeDifference(to.high(), to.low(), from.high(), from.low());
    nextLow = to.low() + 2; // one address of gap at least
    nextHigh = to.high() + (Long.compareUnsigned(nextLow, 2) < 0 ? 1 : 0);
  }

  private void writeDifference(long high, long low, long lessHigh, long lessLow) {
    long differenceLow = low - lessLow;
    long borrow = Long.compareUnsigned(low, lessLow) < 0 ? 1 : 0;
    writeNumber(high - lessHigh - borrow, differenceLow);
  }

  private void writeNumber(long high, long low) {
    long restHigh = high;
    long restLow = low;
    while (restHigh != 0 || (restLow & ~0x7fL) != 0) {
      out.write((int) (restLow & 0x7f) | 0x80);
      restLow = restLow >>> 7 | restHigh << (Long.SIZE - 7);
      restHigh >>>= 7;
    }
    out.write((int) restLow);
  }
}
