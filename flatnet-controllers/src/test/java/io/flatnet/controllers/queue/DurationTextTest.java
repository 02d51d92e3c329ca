package io.flatnet.controllers.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationTextTest {
  @ParameterizedTest
  @CsvSource({
    "PT45S, 45s",
    "PT5M, 5m",
    "PT1M30S, 1m30s",
    "PT10H, 10h",
    "PT45H0M1S, 45h1s",
    "PT1H30M, 1h30m",
    "PT1.5S, 1.5s",
    "PT0.05S, 50ms",
    "PT0.0000005S, 0.0005ms",
    "PT10S, 10s",
    "PT100S, 1m40s",
    "PT0S, 0s",
    "PT-2S, -2s",
    "PT-0.25S, -250ms",
  })
  void of_always_isAsPeopleWrite(Duration duration, String text) {
    assertThat(DurationText.of(duration)).isEqualTo(text);
  }
}
