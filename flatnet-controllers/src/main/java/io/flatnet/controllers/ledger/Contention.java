package io.flatnet.controllers.ledger;

import io.flatnet.controllers.queue.Verdict;
import java.time.Duration;
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

  private final Pause pause;
  private final DoubleSupplier jitter;
  private int times;

  /**
   * No pause.
   *
   * @param jitter from 0 to 1, each time another: what part of the longest pause is taken
   */
  Contention(InstantSource clock, DoubleSupplier jitter) {
    this.pause = new Pause(clock);
    this.jitter = jitter;
  }

  /** Somebody was in the way, once more. When to try again. */
  Verdict met() {
    if (++times <= QUICK_ATTEMPTS) {
      return Verdict.after(Duration.ZERO);
    }
    long longest = FIRST_PAUSE.toNanos() << Math.min(times - QUICK_ATTEMPTS, DOUBLINGS);
    Duration length = Duration.ofNanos((long) (longest * jitter.getAsDouble()));
    pause.begin(length);
    return Verdict.after(length);
  }

  /**
   * All is done. A batch that nobody was in the way of tells nothing: it may begin a next round.
   */
  void over() {
    times = 0;
  }

  /** What is left of the pause, whatever happens meanwhile; zero when it is over. */
  Duration left() {
    return pause.left();
  }
}
