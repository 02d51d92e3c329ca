package io.flatnet.controllers.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class PodAgesTest {
  private static final Instant MADE = Instant.parse("2026-01-01T00:00:05Z");

  private Instant now = MADE;
  private final PodAges ages = new PodAges(() -> now);
  private final V1Pod pod =
      new V1Pod()
          .metadata(new V1ObjectMeta().uid("u").creationTimestamp(MADE.atOffset(ZoneOffset.UTC)));

  private void after(long millis) {
    now = MADE.plusMillis(millis);
  }

  @Test
  void take_whenPodWasSeenSoon_countsFromThen() {
    after(900); // made at 5.9 s, for all that the time stamp says
    ages.appears(pod);
    after(1_000);

    assertThat(ages.take("u")).contains(Duration.ofMillis(100));
  }

  @Test
  void take_whenPodIsOlderThanThisProcess_countsFromItsTimeStamp() {
    after(60_000);
    ages.appears(pod);
    after(61_000);

    assertThat(ages.take("u")).contains(Duration.ofSeconds(61));
  }

  @Test
  void take_whenPodAsksLater_countsFromThen() {
    after(60_000);
    ages.joins(pod);
    after(60_200);

    assertThat(ages.take("u")).contains(Duration.ofMillis(200));
  }

  @Test
  void take_whenPodHasItsAddressOrIsGone_isEmpty() {
    ages.appears(pod);
    assertThat(ages.take("u")).contains(Duration.ZERO);
    assertThat(ages.take("u")).isEmpty();

    ages.appears(pod);
    ages.ends(pod);
    assertThat(ages.take("u")).isEmpty();
  }

  @Test
  void take_whenClockIsSetBack_isNotNegative() {
    ages.appears(pod);
    after(-5_000);

    assertThat(ages.take("u")).contains(Duration.ZERO);
  }
}
