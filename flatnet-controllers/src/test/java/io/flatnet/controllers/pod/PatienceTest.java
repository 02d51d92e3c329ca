package io.flatnet.controllers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.cache.MapCache;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class PatienceTest {
  private static final OffsetDateTime NOON =
      OffsetDateTime.of(2026, 1, 1, 12, 0, 0, 0, ZoneOffset.UTC);
  private static final ObjectKey KEY = new ObjectKey("n", "p");

  private final V1PodCondition scheduled =
      new V1PodCondition().type("PodScheduled").status("True").lastTransitionTime(NOON);
  private final V1Pod pod =
      new V1Pod()
          .metadata(
              new V1ObjectMeta()
                  .namespace("n")
                  .name("p")
                  .uid("u")
                  .creationTimestamp(NOON.minusDays(1))
                  .ownerReferences(
                      List.of(
                          new V1OwnerReference().kind("ReplicaSet").name("r").controller(true))))
          .status(new V1PodStatus().conditions(List.of(scheduled)));
  private final ObjectCache<V1Pod> cache = MapCache.of(List.of(pod));
  private Instant now = NOON.toInstant();
  private final Patience patience = new Patience(cache, () -> now);

  @Test // [!] the reference counts from the creation
  void left_countsFromTheTimeThatThePodGotItsNode() {
    assertThat(patience.left(KEY, "u")).contains(Duration.ofMinutes(5));
    now = now.plus(Duration.ofMinutes(7));
    assertThat(patience.left(KEY, "u")).contains(Duration.ofMinutes(-2));
  }

  @Test // [!] the reference deletes unscheduled pods too
  void left_whenPodHasNoNode_isForEver() {
    scheduled.setStatus("False");
    assertThat(patience.left(KEY, "u")).isEmpty();
    pod.setStatus(null);
    assertThat(patience.left(KEY, "u")).isEmpty();
  }

  @Test // [!] the reference deletes bare pods too
  void left_whenNobodyMakesThePodAnew_isForEver() {
    Metadata.of(pod).setOwnerReferences(null);
    assertThat(patience.left(KEY, "u")).isEmpty();
  }

  @Test
  void left_whenPodIsAnotherOrGoing_isForEver() {
    assertThat(patience.left(KEY, "other")).isEmpty();
    Metadata.of(pod).setDeletionTimestamp(NOON);
    assertThat(patience.left(KEY, "u")).isEmpty();
  }
}
