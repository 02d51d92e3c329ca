package io.flatnet.lab.bench.core;

/** How long each step is measured. */
enum Pace {
  /** In about three minutes. */
  USUAL(1, 7, 7, 120),

  /** In about an hour. */
  THOROUGH(3, 5, 10, 500),

  /** Long enough to see that all works; what it measures says nothing. */
  TRIAL(1, 0, 1, 10);

  private final int forks;
  private final int warmUps;
  private final int iterations;
  private final int iterationMillis;

  Pace(int forks, int warmUps, int iterations, int iterationMillis) {
    this.forks = forks;
    this.warmUps = warmUps;
    this.iterations = iterations;
    this.iterationMillis = iterationMillis;
  }

  /** How many JVMs, one after the other. */
  int forks() {
    return forks;
  }

  /** How many iterations do not count. */
  int warmUps() {
    return warmUps;
  }

  /** How many iterations count. */
  int iterations() {
    return iterations;
  }

  /** How long an iteration takes. */
  int iterationMillis() {
    return iterationMillis;
  }
}
