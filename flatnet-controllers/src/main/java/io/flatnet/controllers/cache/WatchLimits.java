package io.flatnet.controllers.cache;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long a watch lives. Each lives a little longer or shorter, so that those of many resources do
 * not all end at once.
 *
 * @param minSeconds the shortest time that the server is asked for
 * @param maxSeconds the longest
 * @param graceSeconds how long after that the client ends the watch itself
 */
record WatchLimits(int minSeconds, int maxSeconds, int graceSeconds) {
  /** Well below the 10 min within which a watch that hangs must be noticed. */
  static final WatchLimits USUAL = new WatchLimits(240, 300, 30);

  /** The time to ask the server for. */
  long nextSeconds() {
    return ThreadLocalRandom.current().nextLong(minSeconds, maxSeconds + 1L);
  }
}
