package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** When probes are sent: at random, within the bounds that were given. */
class ProbeTimesPropertyTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @Property(tries = 1_000)
  void draw_isWithinTheBounds(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 100) int probes,
      @ForAll @LongRange(max = 60_000_000_000L) long wait,
      @ForAll @LongRange(max = 30_000_000_000L) long min,
      @ForAll @LongRange(max = 30_000_000_000L) long more,
      @ForAll @LongRange(max = 60_000_000_000L) long after) {
    ProbeTimes times =
        new ProbeTimes(
            Duration.ofNanos(wait),
            probes,
            Duration.ofNanos(min),
            Duration.ofNanos(min + more),
            Duration.ofNanos(after));
    List<Long> instants = times.draw(new Random(seed));
    assertThat(instants).hasSize(probes + 1);
    assertThat(instants.getFirst()).isBetween(0L, wait);
    for (int i = 1; i < probes; i++) {
      assertThat(instants.get(i) - instants.get(i - 1)).isBetween(min, min + more);
    }
    assertThat(instants.getLast() - instants.get(probes - 1)).isEqualTo(after);
  }

  /** RFC 5227 1.1. */
  @Example
  void rfc5227_hasItsNumbers_andSpacesDiffer() {
    assertThat(ProbeTimes.RFC_5227)
        .isEqualTo(new ProbeTimes(SECOND, 3, SECOND, Duration.ofSeconds(2), Duration.ofSeconds(2)));
    Set<Long> spaces = new HashSet<>();
    for (int seed = 0; seed < 100; seed++) {
      List<Long> instants = ProbeTimes.RFC_5227.draw(new Random(seed));
      spaces.add(instants.get(1) - instants.get(0));
      spaces.add(instants.get(2) - instants.get(1));
    }
    assertThat(spaces).hasSizeGreaterThan(150);
  }

  @Example
  void times_whenOutOfBounds_areRefused() {
    Duration none = Duration.ZERO;
    assertThatThrownBy(() -> new ProbeTimes(none, 0, none, none, none))
        .hasMessage("cannot take times of a probe: expected 1 to 100 probes, got 0");
    assertThatThrownBy(() -> new ProbeTimes(none, 101, none, none, none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ProbeTimes(none, 3, SECOND, none, none))
        .hasMessageContaining("a minimum of at most PT0S, got PT1S");
    assertThatThrownBy(() -> new ProbeTimes(SECOND.negated(), 3, none, none, none))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new ProbeTimes(none, 3, none, none, Duration.ofSeconds(61)))
        .hasMessageContaining("got PT1M1S");
  }
}
