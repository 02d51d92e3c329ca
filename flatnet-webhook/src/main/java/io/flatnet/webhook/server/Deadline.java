package io.flatnet.webhook.server;

import java.time.Duration;

/** A moment that is fixed when it is made, in {@link System#nanoTime()}. */
final class Deadline {
  private final long begun = System.nanoTime();
  private final long limitNanos;

  Deadline(Duration limit) {
    this.limitNanos = limit.toNanos();
  }

  /** Zero or less when it has passed. */
  long leftNanos() {
    return limitNanos - elapsedNanos();
  }

  long elapsedNanos() {
    return System.nanoTime() - begun;
  }
}
