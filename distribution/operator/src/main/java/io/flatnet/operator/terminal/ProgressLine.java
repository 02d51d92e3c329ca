package io.flatnet.operator.terminal;

import io.flatnet.controllers.queue.DurationText;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How far the work is: on a terminal one line that is written over, with a bar, counts and the time
 * that is left; elsewhere a whole line at every tenth of many, and at the end. For one thread.
 */
public final class ProgressLine {
  private static final int BAR_CELLS = 30;
  private static final int TENTHS = 10;

  /** Below that many only the end is told where there is no terminal. */
  private static final int SAID_FROM = 100;

  private static final long REDRAW_NANOS = 100_000_000;
  private static final String ERASE = "\r\u001b[K";

  // A line that went on in the next row could not be erased: what has no room is cut (DECAWM).
  private static final String NO_WRAP = "\u001b[?7l";
  private static final String WRAP = "\u001b[?7h";

  private final PrintStream out;
  private final boolean onTerminal;
  private final LongSupplier nanoTime;
  private String what = "";
  private long startNanos;
  private long drawnNanos;
  private long saidTenth;
  private boolean visible;

  /** A line on a stream, which is a terminal or not. */
  public ProgressLine(PrintStream out, boolean onTerminal, LongSupplier nanoTime) {
    this.out = out;
    this.onTerminal = onTerminal;
    this.nanoTime = nanoTime;
  }

  /** Shows how many of a kind are done. */
  public void show(String kind, long done, long total) {
    long now = nanoTime.getAsLong();
    if (!kind.equals(what)) {
      what = kind;
      startNanos = now;
      drawnNanos = now - REDRAW_NANOS;
      saidTenth = 0;
    }
    if (onTerminal) {
      if (now - drawnNanos >= REDRAW_NANOS || done >= total) {
        drawnNanos = now;
        visible = true;
        out.print(ERASE + NO_WRAP + bar(done, total) + text(done, total, now) + WRAP);
        out.flush();
      }
      if (done >= total) {
        out.println();
        visible = false;
      }
    } else if (total > 0 && done * TENTHS / total > saidTenth && (done >= total || isLong(total))) {
      saidTenth = done * TENTHS / total;
      out.println(text(done, total, now));
    }
  }

  private static boolean isLong(long total) {
    return total >= SAID_FROM;
  }

  /** Takes the line away, so that other text can be written. */
  public void clear() {
    if (visible) {
      out.print(ERASE);
      out.flush();
      visible = false;
    }
  }

  private static String bar(long done, long total) {
    int full = (int) (total <= 0 ? BAR_CELLS : Math.min(BAR_CELLS, done * BAR_CELLS / total));
    return "[" + "#".repeat(full) + ".".repeat(BAR_CELLS - full) + "] ";
  }

  private String text(long done, long total, long now) {
    String counts = what + ": " + done + " of " + total;
    if (done >= total || done == 0) {
      return counts;
    }
    long left = (now - startNanos) / done * (total - done);
    Duration seconds = Duration.ofSeconds(Math.max(1, Duration.ofNanos(left).toSeconds()));
    return counts + ", about " + DurationText.of(seconds) + " left";
  }
}
