package io.flatnet.controllers.queue;

import java.time.Duration;

/** How the work on one key ended. */
public sealed interface Verdict {
  /** There is nothing more to do until the key is added again. */
  record Done() implements Verdict {}

  /**
   * To be looked at again, however well it went.
   *
   * @param delay when
   */
  record After(Duration delay) implements Verdict {}

  /**
   * It failed; to be tried again with growing delays.
   *
   * @param reason one line for the log
   */
  record Retry(String reason) implements Verdict {}

  /** {@link Done}. */
  static Verdict done() {
    return new Done();
  }

  /** {@link After}. */
  static Verdict after(Duration delay) {
    return new After(delay);
  }

  /** {@link Retry}. */
  static Verdict retry(String reason) {
    return new Retry(reason);
  }
}
