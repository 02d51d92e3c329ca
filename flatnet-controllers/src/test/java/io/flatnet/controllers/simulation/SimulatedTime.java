package io.flatnet.controllers.simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The time of a simulation, which passes when it is told to. */
final class SimulatedTime {
  private static final Instant BEGIN = Instant.ofEpochSecond(1_700_000_000L);

  private long nanos;

  /** Since the simulation began. */
  long nanos() {
    return nanos;
  }

  /** Lets time pass. */
  void pass(Duration duration) {
    nanos += duration.toNanos();
  }

  /** Lets time pass until then. */
  void passUntil(long atNanos) {
    nanos = Math.max(nanos, atNanos);
  }

  /** The clock of a machine, which is wrong by {@code skew}. */
  InstantSource clock(Duration skew) {
    return () -> BEGIN.plusNanos(nanos).plus(skew);
  }
}
