package io.flatnet.controllers.ledger;

import io.flatnet.controllers.queue.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.DoubleSupplier;

/**
 * The pauses of a ledger that another leader is in the way of. The first few times it tries again
 * at once, as after somebody's single write; from then on after pauses that grow and are random.
 * Leaders that only tried again at once, or in step, could undo each other's work for ever. One
 * thread.
 */
final class Contention {
  private static final int QUICK_ATTEMPTS = 5;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
  private static final int DOUBLINGS = 8;
  private static final Duration LONGEST_PAUSE = FIRST_PAUSE.multipliedBy(1L << DOUBLINGS);

  private final InstantSource clock;
  private final DoubleSupplier jitter;
  private int times;
  private Instant end = Instant.MIN;

  /**
   * No pause.
   *
   * @param jitter from 0 to 1, each time another: what part of the longest pause is taken
   */
  Contention(InstantSource clock, DoubleSupplier jitter) {
    this.clock = clock;
    this.jitter = jitter;
  }

  /** Somebody was in the way, once more. When to try again. */
  Verdict met() {
    if (++times <= QUICK_ATTEMPTS) {
      return Verdict.after(Duration.ZERO);
    }
    long longest = FIRST_PAUSE.toNanos() << Math.min(times - QUICK_ATTEMPTS, DOUBLINGS);
    Duration pause = Duration.ofNanos((long) (longest * jitter.getAsDouble()));
    end = clock.instant().plus(pause);
    return Verdict.after(pause);
  }

  /**
   * All is done. A batch that nobody was in the way of tells nothing: it may begin a next round.
   */
  void over() {
    times = 0;
  }

  /** What is left of the pause, whatever happens meanwhile; zero or less when it is over. */
  Duration left() {
    Instant now = clock.instant();
    boolean isOver = !now.isBefore(end) || now.plus(LONGEST_PAUSE).isBefore(end); // clock set back
    return isOver ? Duration.ZERO : Duration.between(now, end);
  }
}
