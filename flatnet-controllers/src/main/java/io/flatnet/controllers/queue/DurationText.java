package io.flatnet.controllers.queue;

import java.math.BigDecimal;
import java.time.Duration;

/** Durations as people write them: {@code 45s}, {@code 5m}, {@code 1h30m}, {@code 250ms}. */
public final class DurationText {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final int NANOS_DIGITS = 9;
  private static final int MILLIS_DIGITS = 6;

  private DurationText() {}

  /**
   * The duration in hours, minutes and seconds, without those that are 0, or in milliseconds when
   * it is below a second. What Go's {@code time.ParseDuration} reads as the same duration.
   */
  public static String of(Duration duration) {
    if (duration.isNegative()) {
      return "-" + of(duration.negated());
    }
    if (duration.isZero()) {
      return "0s";
    }
    if (duration.compareTo(SECOND) < 0) {
      return plain(BigDecimal.valueOf(duration.toNanosPart(), MILLIS_DIGITS)) + "ms";
    }
    BigDecimal seconds =
        BigDecimal.valueOf(duration.toSecondsPart())
            .add(BigDecimal.valueOf(duration.toNanosPart(), NANOS_DIGITS));
    return part(duration.toHours(), "h")
        + part(duration.toMinutesPart(), "m")
        + (seconds.signum() == 0 ? "" : plain(seconds) + "s");
  }

  private static String part(long count, String unit) {
    return count == 0 ? "" : count + unit;
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }
}
