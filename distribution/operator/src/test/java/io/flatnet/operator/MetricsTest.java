package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.ControllerStatus;
import io.flatnet.controllers.ledger.RefusalReason;
import io.flatnet.ipam.Decision;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final Decision.Counts POOL =
      new Decision.Counts(BigInteger.ONE.shiftLeft(64), 3, BigInteger.TWO);

  private @Nullable FixedStatus status =
      FixedStatus.LEADER.pool("blue", POOL).queue("pod", 7).pool("blue", POOL);
  private final OperatorMetrics metrics =
      new OperatorMetrics("1.2.3", () -> Optional.<ControllerStatus>ofNullable(status));

  private Scrape scrape() {
    return Scrape.of(metrics.answer(null).body());
  }

  @Test
  void answer_whenThingsWereCounted_hasThem() {
    metrics.addressGranted("blue");
    metrics.addressGranted("blue");
    metrics.addressFreed("blue");
    metrics.podAddressed("blue", Duration.ofMillis(30));
    metrics.podAddressed("blue", Duration.ofSeconds(3));
    metrics.refused("blue", RefusalReason.EXHAUSTED);
    metrics.ledgerWritten("blue", 2);
    metrics.ledgerWritten("blue", 0);
    metrics.ledgerConflict("blue");

    Scrape scrape = scrape();

    assertThat(scrape.value("flatnet_allocations_total{subnet=\"blue\"}")).isEqualTo(2);
    assertThat(scrape.value("flatnet_releases_total{subnet=\"blue\"}")).isEqualTo(1);
    assertThat(scrape.value("flatnet_refusals_total{reason=\"exhausted\",subnet=\"blue\"}"))
        .isEqualTo(1);
    assertThat(scrape.value("flatnet_ledger_writes_total{subnet=\"blue\"}")).isEqualTo(2);
    assertThat(scrape.value("flatnet_ledger_conflicts_total{subnet=\"blue\"}")).isEqualTo(1);
    assertThat(scrape.value("flatnet_ledger_batch_size_bucket{le=\"0.0\"}")).isEqualTo(1);
    assertThat(scrape.value("flatnet_ledger_batch_size_bucket{le=\"2.0\"}")).isEqualTo(2);
    assertThat(scrape.value("flatnet_ledger_batch_size_sum")).isEqualTo(2);
    assertThat(scrape.value("flatnet_pod_to_address_seconds_bucket{le=\"0.025\"}")).isZero();
    assertThat(scrape.value("flatnet_pod_to_address_seconds_bucket{le=\"0.05\"}")).isEqualTo(1);
    assertThat(scrape.value("flatnet_pod_to_address_seconds_count")).isEqualTo(2);
    assertThat(scrape.value("flatnet_pod_to_address_seconds_sum")).isEqualTo(3.03);
  }

  @Test
  void answer_whenLeaderIsAsked_readsItsStatus() {
    status = FixedStatus.LEADER.queue("pod", 7).pool("blue", POOL);

    Scrape scrape = scrape();

    assertThat(scrape.value("flatnet_leader")).isEqualTo(1);
    assertThat(scrape.value("flatnet_queue_depth{queue=\"pod\"}")).isEqualTo(7);
    assertThat(scrape.value("flatnet_pool_addresses{state=\"size\",subnet=\"blue\"}"))
        .isEqualTo(0x1p64);
    assertThat(scrape.value("flatnet_pool_addresses{state=\"used\",subnet=\"blue\"}")).isEqualTo(3);
    assertThat(scrape.value("flatnet_pool_addresses{state=\"reserved\",subnet=\"blue\"}"))
        .isEqualTo(2);
    assertThat(scrape.samples().keySet())
        .anyMatch(name -> name.startsWith("flatnet_build_info{") && name.contains("\"1.2.3\""));
  }

  @Test
  void answer_whenItStandsByOrHasNotStarted_isNoLeader() {
    status = FixedStatus.LEADER.standingBy();
    assertThat(scrape().value("flatnet_leader")).isZero();
    status = null;
    assertThat(scrape().value("flatnet_leader")).isZero();
  }

  @Test
  void answer_whenSubnetIsDeleted_hasNoSeriesOfIt() {
    metrics.addressGranted("blue");
    metrics.addressGranted("green");
    metrics.refused("green", RefusalReason.EXHAUSTED);
    metrics.ledgerWritten("green", 1);
    metrics.addressFreed("green");
    metrics.ledgerConflict("green");

    assertThat(scrape().samples().keySet())
        .noneMatch(name -> name.contains("green"))
        .anyMatch(name -> name.contains("blue"));
  }

  @Test
  void answer_whenSubnetsAreNotKnownYet_forgetsNone() {
    metrics.addressGranted("green");
    status = FixedStatus.LEADER.unsynced();

    assertThat(scrape().value("flatnet_allocations_total{subnet=\"green\"}")).isEqualTo(1);
  }

  @Test
  void refused_whenSubnetDoesNotExist_makesNoSeriesOfWhatSomebodyMistyped() {
    metrics.refused("bleu", RefusalReason.NO_SUBNET);
    metrics.refused("blau", RefusalReason.NO_SUBNET);

    assertThat(scrape().value("flatnet_refusals_total{reason=\"no_subnet\",subnet=\"\"}"))
        .isEqualTo(2);
  }

  @Test
  void answer_whenOpenMetricsIsAsked_isThat() {
    HttpAnswer answer = metrics.answer("application/openmetrics-text; version=1.0.0");

    assertThat(answer.type()).startsWith("application/openmetrics-text");
    assertThat(answer.body()).endsWith("# EOF\n");
    assertThat(metrics.answer(null).type()).startsWith("text/plain");
  }
}
