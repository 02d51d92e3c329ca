package io.flatnet.operator;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Go's {@code time.ParseDuration} reads them: {@code 45s}, {@code 1m30s}. */
final class GoDuration {
  private static final Pattern TEXT = Pattern.compile("([0-9.]+(ns|us|µs|μs|ms|s|m|h))+");
  private static final Pattern PART =
      Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]+)(ns|us|µs|μs|ms|s|m|h)");
  private static final int MAX_CHARACTERS = 64;

  private static final Map<String, Long> NANOS =
      Map.of(
          "ns",
          1L,
          "us",
          1_000L,
          "µs", // micro sign
          1_000L,
          "μs", // Greek mu
          1_000L,
          "ms",
          1_000_000L,
          "s",
          1_000_000_000L,
          "m",
          60_000_000_000L,
          "h",
          3_600_000_000_000L);

  private GoDuration() {}

  /** Reads a duration above zero; empty when the text is none, or one of more than 292 years. */
  static Optional<Duration> parse(String text) {
    if (text.length() > MAX_CHARACTERS || !TEXT.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    int end = 0;
    while (part.lookingAt()) {
      nanos =
          nanos.add(
              new BigDecimal(part.group(1))
                  .multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L))));
      end = part.end();
      part.region(end, text.length());
    }
    BigDecimal whole = nanos.setScale(0, RoundingMode.DOWN);
    if (end != text.length()
        || whole.signum() <= 0
        || whole.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
      return Optional.empty();
    }
    return Optional.of(Duration.ofNanos(whole.longValueExact()));
  }
}
