package io.flatnet.controllers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadNodesTest {
  private static final OffsetDateTime NOON =
      OffsetDateTime.of(2026, 1, 1, 12, 0, 0, 0, ZoneOffset.UTC);

  private Instant now = NOON.toInstant().plus(Duration.ofMinutes(10));
  private final DeadNodes tenMinutes = DeadNodes.releaseAfter(Duration.ofMinutes(10), () -> now);

  private static V1Pod deleted(String ownerKind) {
    return new V1Pod()
        .metadata(
            new V1ObjectMeta()
                .deletionTimestamp(NOON)
                .ownerReferences(
                    List.of(new V1OwnerReference().kind(ownerKind).name("o").controller(true))));
  }

  private static V1Node node(String ready, OffsetDateTime since) {
    return new V1Node()
        .status(
            new V1NodeStatus()
                .conditions(
                    List.of(
                        new V1NodeCondition()
                            .type("Ready")
                            .status(ready)
                            .lastTransitionTime(since))));
  }

  @Test
  void tookAway_whenNotAskedFor_isNeverSo() {
    assertThat(DeadNodes.keep().tookAway(deleted("ReplicaSet"), node("Unknown", NOON))).isFalse();
  }

  @Test
  void tookAway_whenPodWasDeletedAndNodeIsDeadForLongEnough_isSo() {
    assertThat(tenMinutes.tookAway(deleted("ReplicaSet"), node("Unknown", NOON))).isTrue();
    assertThat(tenMinutes.tookAway(deleted("DaemonSet"), node("False", NOON))).isTrue();
  }

  @Test
  void tookAway_whenOneOfBothIsTooYoung_isNotSo() {
    assertThat(tenMinutes.tookAway(deleted("ReplicaSet"), node("Unknown", NOON.plusSeconds(1))))
        .isFalse();
    now = now.minusMillis(1);
    assertThat(tenMinutes.tookAway(deleted("ReplicaSet"), node("Unknown", NOON.minusDays(1))))
        .isFalse();
  }

  @Test
  void tookAway_whenNodeIsReady_isNotSo() {
    assertThat(tenMinutes.tookAway(deleted("ReplicaSet"), node("True", NOON))).isFalse();
    assertThat(tenMinutes.tookAway(deleted("ReplicaSet"), new V1Node())).isFalse();
  }

  @Test
  void tookAway_whenPodIsOfAStatefulSetOrBareOrNotDeleted_isNotSo() {
    V1Node dead = node("Unknown", NOON);

    assertThat(tenMinutes.tookAway(deleted("StatefulSet"), dead)).isFalse();
    V1Pod bare = new V1Pod().metadata(new V1ObjectMeta().deletionTimestamp(NOON));
    assertThat(tenMinutes.tookAway(bare, dead)).isFalse();
    V1Pod living = deleted("ReplicaSet");
    Metadata.of(living).setDeletionTimestamp(null);
    assertThat(tenMinutes.tookAway(living, dead)).isFalse();
  }
}
