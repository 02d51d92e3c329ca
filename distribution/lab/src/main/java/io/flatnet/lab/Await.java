package io.flatnet.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Waits for what another program is about to do. */
public final class Await {
  private static final long POLL_MILLIS = 20;

  private Await() {}

  /** Something that may be so by now. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it is so; what it reads may fail. */
    boolean holds() throws IOException;
  }

  /**
   * Polls until a condition holds.
   *
   * @throws IOException when it does not within the limit, or cannot be read
   */
  public static void until(String what, Duration limit, Condition condition)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IOException("no " + what + " within " + limit.toSeconds() + " s");
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }
}
