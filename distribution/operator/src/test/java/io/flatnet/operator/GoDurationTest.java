package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GoDurationTest {
  @Test
  void parse_whenAsGoWritesIt_readsIt() {
    assertThat(GoDuration.parse("45s")).contains(Duration.ofSeconds(45));
    assertThat(GoDuration.parse("1m30s")).contains(Duration.ofSeconds(90));
    assertThat(GoDuration.parse("1.5h")).contains(Duration.ofMinutes(90));
    assertThat(GoDuration.parse("45h0m0s")).contains(Duration.ofHours(45));
    assertThat(GoDuration.parse("300ms")).contains(Duration.ofMillis(300));
    assertThat(GoDuration.parse("1us2ns")).contains(Duration.ofNanos(1_002));
    assertThat(GoDuration.parse("7\u00b5s")).contains(Duration.ofNanos(7_000));
    assertThat(GoDuration.parse(".5s")).contains(Duration.ofMillis(500));
    assertThat(GoDuration.parse("1.s")).contains(Duration.ofSeconds(1));
  }

  @Test
  void parse_whenNoDurationAboveZero_isEmpty() {
    for (String bad :
        new String[] {
          "",
          "0",
          "0s",
          "45",
          "s",
          "-1s",
          "1 s",
          "1.2.3s",
          ".s",
          "1d",
          "s1",
          "1e3s",
          "9999999h",
          "0.1ns",
          "9".repeat(100) + "s"
        }) {
      assertThat(GoDuration.parse(bad)).as(bad).isEmpty();
    }
  }
}
