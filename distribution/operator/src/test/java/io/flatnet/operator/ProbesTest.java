package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.ControllerStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ProbesTest {
  private Optional<String> lack = Optional.empty();
  private @Nullable FixedStatus status;
  private boolean stopping;
  private final Probes probes =
      new Probes(
          () -> Optional.<ControllerStatus>ofNullable(status), () -> stopping, Optional::empty);

  @Test
  void readiness_whenNothingRunsYet_isNot() {
    assertThat(probes.readiness()).isEqualTo(HttpAnswer.line(503, "starting"));
    assertThat(probes.health()).isEqualTo(HttpAnswer.line(200, "ok"));
  }

  @Test
  void readiness_whenListsAreMissing_namesThem() {
    status = FixedStatus.LEADER.without(List.of("flatnetworkips", "pods"), List.of("nads"));

    assertThat(probes.readiness())
        .isEqualTo(HttpAnswer.line(503, "waiting for the first list of flatnetworkips, pods"));
    assertThat(probes.health().status()).isEqualTo(200);
  }

  @Test
  void readiness_whenOnlyOptionalListsAreMissing_isReadyAndNamesThem() {
    status = FixedStatus.LEADER.without(List.of(), List.of("nads"));

    assertThat(probes.readiness()).isEqualTo(HttpAnswer.line(200, "ok: leads; works without nads"));
  }

  @Test
  void readiness_whenItStandsByWarm_isReady() {
    status = FixedStatus.LEADER.standingBy();

    assertThat(probes.readiness()).isEqualTo(HttpAnswer.line(200, "ok: stands by"));
  }

  @Test
  void readiness_whenItStops_isNotButItLives() {
    status = FixedStatus.LEADER;
    stopping = true;

    assertThat(probes.readiness()).isEqualTo(HttpAnswer.line(503, "stopping"));
    assertThat(probes.health().status()).isEqualTo(200);
  }

  @Test
  void health_whenALoopIsDead_saysWhich() {
    status = FixedStatus.LEADER.broken("nothing watches pods any more");

    assertThat(probes.health()).isEqualTo(HttpAnswer.line(503, "nothing watches pods any more"));
  }

  @Test // the Service in front of the webhook must not send API servers here
  void readiness_whenWebhookDoesNotServe_saysWhatLacks() {
    Probes lacking = new Probes(() -> Optional.of(FixedStatus.LEADER), () -> false, () -> lack);

    lack = Optional.of("waiting for the webhook");
    assertThat(lacking.readiness()).isEqualTo(HttpAnswer.line(503, "waiting for the webhook"));

    lack = Optional.empty();
    assertThat(lacking.readiness().status()).isEqualTo(200);
  }
}
