package io.flatnet.netlink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * When a {@link DuplicateProbe} asks and how long it listens (RFC 5227 1.1, whose names are given).
 *
 * @param probeWait the longest random wait before the first probe (PROBE_WAIT), so that hosts that
 *     start together do not speak together
 * @param probes how many probes (PROBE_NUM), 1 to 100
 * @param probeMin the shortest time from one probe to the next (PROBE_MIN)
 * @param probeMax the longest, drawn anew each time (PROBE_MAX)
 * @param announceWait how long to listen after the last probe (ANNOUNCE_WAIT)
 */
public record ProbeTimes(
    Duration probeWait, int probes, Duration probeMin, Duration probeMax, Duration announceWait) {
  private static final int MAX_PROBES = 100;
  private static final Duration MAX_TIME = Duration.ofMinutes(1);

  /** As the RFC has it: it ends after 4 to 7 s. */
  public static final ProbeTimes RFC_5227 =
      new ProbeTimes(
          Duration.ofSeconds(1),
          3,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(2));

  /**
   * @throws IllegalArgumentException if the number of probes is out of bounds, a time is negative
   *     or over a minute, or the shortest is above the longest
   */
  public ProbeTimes {
    require(probes >= 1 && probes <= MAX_PROBES, "1 to " + MAX_PROBES + " probes", probes);
    for (Duration time : List.of(probeWait, probeMin, probeMax, announceWait)) {
      require(!time.isNegative() && time.compareTo(MAX_TIME) <= 0, "0 to 1 min", time);
    }
    require(probeMin.compareTo(probeMax) <= 0, "a minimum of at most " + probeMax, probeMin);
  }

  private static void require(boolean holds, String wanted, Object got) {
    if (!holds) {
      throw new IllegalArgumentException(
          "cannot take times of a probe: expected " + wanted + ", got " + got);
    }
  }

  /** When to send each probe, and at last when to stop, in nanoseconds from the start. */
  List<Long> draw(RandomGenerator random) {
    List<Long> instants = new ArrayList<>();
    long at = random.nextLong(probeWait.toNanos() + 1);
    instants.add(at);
    for (int i = 1; i < probes; i++) {
      at += random.nextLong(probeMin.toNanos(), probeMax.toNanos() + 1);
      instants.add(at);
    }
    instants.add(at + announceWait.toNanos());
    return instants;
  }
}
