package io.flatnet.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.Annotations;
import io.flatnet.controllers.leader.ElectionSettings;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Candidates, with the operator's own role, on a real kube-apiserver. */
@Requires(Part.CONTROL_PLANE)
class LeadershipIT {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static Cluster cluster;

  @BeforeAll
  static void start(ControlPlane controlPlane) throws IOException {
    cluster = new Cluster(controlPlane);
    cluster.namespace("led", Map.of());
    cluster.subnet("led", spec -> spec.cidr("10.60.0.0/24"));
  }

  private static V1LeaseSpec lease() {
    return Objects.requireNonNull(read().getSpec());
  }

  private static V1Lease read() {
    return Cluster.done(
        cluster.store.resource(ResourceType.LEASES).get(ElectionSettings.OPERATOR_LEASE));
  }

  private static void pod(String name) {
    cluster.pod("led", name, Map.of(Annotations.SUBNET, "led", Annotations.IP, "auto"));
  }

  private static void awaitAddress(String pod) {
    await().until(() -> !cluster.address("led", pod).isEmpty());
  }

  @Test
  void close_whenLeaderStopsCleanly_theNextLeadsLongBeforeTheLeaseEndsAndGivesAddresses()
      throws IOException {
    FlatNetworkControllers first = cluster.candidate(ElectionSettings.of("first"), () -> {});
    try (FlatNetworkControllers second =
        cluster.candidate(ElectionSettings.of("second"), () -> {})) {
      first.start();
      await().until(first::isLeading);
      second.start();
      pod("before");
      awaitAddress("before");
      assertThat(lease().getHolderIdentity()).isEqualTo("first");
      assertThat(second.isLeading()).isFalse();
      assertThat(second.isSynced()).isFalse();
      int transitions = Objects.requireNonNull(lease().getLeaseTransitions());

      first.close();

      await()
          .pollInterval(Duration.ofMillis(10))
          .atMost(ElectionSettings.LEASE_DURATION.dividedBy(3))
          .until(second::isLeading);
      pod("after");
      awaitAddress("after");
      assertThat(lease().getHolderIdentity()).isEqualTo("second");
      assertThat(lease().getLeaseTransitions()).isEqualTo(transitions + 1);
      assertThat(first.isLeading()).isFalse();
    } finally {
      first.close();
    }
    assertThat(lease().getHolderIdentity()).isEmpty();
    assertThat(lease().getLeaseDurationSeconds()).isEqualTo(1);
  }

  @Test
  void over_whenSomebodyTakesTheLease_isToldAndNothingIsWrittenAnyMore()
      throws IOException, InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    try (FlatNetworkControllers robbed =
        cluster.candidate(ElectionSettings.of("robbed"), over::countDown)) {
      robbed.start();
      await().until(robbed::isSynced);
      await().until(() -> LeadershipIT.rob().answer().isPresent()); // between two renewals

      assertThat(over.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(robbed.isLeading()).isFalse();
      assertThat(robbed.isSynced()).isFalse();
    }
    assertThat(lease().getHolderIdentity()).isEqualTo("thief");
    V1Lease stolen = read();
    Objects.requireNonNull(stolen.getSpec()).holderIdentity("").leaseDurationSeconds(1);
    Cluster.done(cluster.store.resource(ResourceType.LEASES).update(stolen));
  }

  private static Outcome<V1Lease> rob() {
    V1Lease lease = read();
    Objects.requireNonNull(lease.getSpec()).holderIdentity("thief");
    return cluster.store.resource(ResourceType.LEASES).update(lease);
  }

  @Test
  void build_whenARequestCouldOutlastTheLease_isRefused() {
    assertThatThrownBy(
            () ->
                FlatNetworkControllers.builder(cluster.client("admin"))
                    .requestTimeout(Duration.ofSeconds(16))
                    .election(ElectionSettings.of("slow"), () -> {})
                    .build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("leaseDuration");
  }
}
