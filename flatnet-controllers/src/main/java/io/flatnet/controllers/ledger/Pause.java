package io.flatnet.controllers.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A time in which nothing is done, whatever happens meanwhile. One thread. */
final class Pause {
  private final InstantSource clock;
  private Instant start = Instant.MIN;
  private Instant end = Instant.MIN;

  /** A pause that is over. */
  Pause(InstantSource clock) {
    this.clock = clock;
  }

  /** A pause begins, instead of what is left of an earlier one. */
  void begin(Duration length) {
    start = clock.instant();
    end = start.plus(length);
  }

  /** What is left of it; zero when it is over, or the clock was set back to before its start. */
  Duration left() {
    Instant now = clock.instant();
    return now.isBefore(start) || !now.isBefore(end) ? Duration.ZERO : Duration.between(now, end);
  }
}
