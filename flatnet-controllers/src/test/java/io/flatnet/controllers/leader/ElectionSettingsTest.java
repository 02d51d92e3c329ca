package io.flatnet.controllers.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ElectionSettingsTest {
  private static ElectionSettings seconds(long lease, long renew, long retry) {
    return new ElectionSettings(
        ElectionSettings.OPERATOR_LEASE,
        "me",
        Duration.ofSeconds(lease),
        Duration.ofSeconds(renew),
        Duration.ofSeconds(retry));
  }

  @Test
  void requireRoomFor_whenAWriteCouldOutlastTheLease_saysWhichNumbersDoNotFit() {
    ElectionSettings.of("me").requireRoomFor(Duration.ofSeconds(15));

    assertThatThrownBy(() -> ElectionSettings.of("me").requireRoomFor(Duration.ofSeconds(16)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("30s")
        .hasMessageContaining("16s")
        .hasMessageContaining("45s");
  }

  @Test
  void new_whenDurationsAreOutOfOrder_isRefused() {
    assertThatThrownBy(() -> seconds(45, 45, 2)).hasMessageContaining("below leaseDuration");
    assertThatThrownBy(() -> seconds(45, 30, 30)).hasMessageContaining("below renewDeadline");
    assertThatThrownBy(() -> seconds(45, 30, 0)).hasMessageContaining("above 0");
    assertThatThrownBy(
            () ->
                new ElectionSettings(
                    ElectionSettings.OPERATOR_LEASE,
                    "me",
                    Duration.ofMillis(45_500),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2)))
        .hasMessageContaining("whole seconds");
    assertThatThrownBy(() -> ElectionSettings.of("")).hasMessageContaining("identity");
  }

  @Test
  void leaseRequestTimeout_leavesRoomForThreeRequestsBeforeTheDeadline() {
    assertThat(ElectionSettings.of("me").leaseRequestTimeout(Duration.ofSeconds(15)))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(ElectionSettings.of("me").leaseRequestTimeout(Duration.ofSeconds(4)))
        .isEqualTo(Duration.ofSeconds(4));
  }
}
