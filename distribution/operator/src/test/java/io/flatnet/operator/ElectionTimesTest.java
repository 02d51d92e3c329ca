package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ElectionTimesTest {
  private static final ElectionTimes USUAL =
      new ElectionTimes(Duration.ofSeconds(45), Duration.ofSeconds(30), Duration.ofSeconds(2));

  private static ElectionTimes of(String lease, String renew, String retry) {
    return ElectionTimes.of(
        Map.of(
            "CATTLE_ELECTION_LEASE_DURATION", lease,
            "CATTLE_ELECTION_RENEW_DEADLINE", renew,
            "CATTLE_ELECTION_RETRY_PERIOD", retry),
        false);
  }

  @Test
  void of_whenSet_readsGosNotation() {
    assertThat(of("1m30s", "1m", "500ms"))
        .isEqualTo(
            new ElectionTimes(
                Duration.ofSeconds(90), Duration.ofMinutes(1), Duration.ofMillis(500)));
  }

  @Test
  void of_whenTextIsNoDuration_usesTheDefaultOfThatOne() {
    assertThat(of("soon", "20s", "-1s"))
        .isEqualTo(
            new ElectionTimes(
                Duration.ofSeconds(45), Duration.ofSeconds(20), Duration.ofSeconds(2)));
  }

  @Test
  void of_whenDurationsDoNotFitTogether_usesAllDefaults() {
    assertThat(of("30s", "", "")).isEqualTo(USUAL);
    assertThat(of("30s", "30s", "2s")).isEqualTo(USUAL);
    assertThat(of("10s", "5s", "5s")).isEqualTo(USUAL);
    assertThat(of("10500ms", "5s", "1s")).isEqualTo(USUAL);
  }

  @Test
  void of_whenDevelopment_hasLeasesOf45Hours() {
    ElectionTimes times = ElectionTimes.of(Map.of(), true);

    assertThat(times.lease()).isEqualTo(Duration.ofHours(45));
    assertThat(times.renewDeadline()).isEqualTo(Duration.ofHours(30));
  }

  @Test
  void requestTimeout_whenThereIsLittleRoomBeforeTheLeaseEnds_isThatRoom() {
    assertThat(USUAL.requestTimeout()).isEqualTo(Duration.ofSeconds(15));
    assertThat(of("15s", "10s", "2s").requestTimeout()).isEqualTo(Duration.ofSeconds(5));
    for (ElectionTimes times : new ElectionTimes[] {USUAL, of("15s", "10s", "2s")}) {
      times.settings("me").requireRoomFor(times.requestTimeout());
    }
  }
}
