package io.flatnet.controllers.pod;

import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How long a pod may wait for its interface once it has an address and a node: a node whose plugin
 * never answers is left so, by a new pod of the same workload. A bare pod, which nobody makes anew,
 * and one without a node, which no plugin can serve, may wait for ever.
 *
 * <p>Safe for use by many threads.
 */
public final class Patience {
  /** From the time that the pod was given a node. */
  public static final Duration LIMIT = Duration.ofMinutes(5);

  private final ObjectCache<V1Pod> pods;
  private final InstantSource clock;

  /** Judges the pods of this cache. */
  public Patience(ObjectCache<V1Pod> pods, InstantSource clock) {
    this.pods = pods;
    this.clock = clock;
  }

  /**
   * The time that is left to the pod of this name and UID, zero or less when it is over; empty when
   * it may wait for ever.
   */
  public Optional<Duration> left(ObjectKey key, String uid) {
    return pods.get(key)
        .filter(pod -> uid.equals(Metadata.uid(pod)))
        .filter(pod -> !Metadata.isDeleting(pod))
        .filter(pod -> Workloads.controller(pod).isPresent())
        .flatMap(Patience::scheduledAt)
        .map(since -> Duration.between(clock.instant(), since.toInstant().plus(LIMIT)));
  }

  /** When a pod was given its node; empty while it has none. */
  public static Optional<OffsetDateTime> scheduledAt(V1Pod pod) {
    List<V1PodCondition> conditions =
        pod.getStatus() == null
            ? List.of()
            : Objects.requireNonNullElse(pod.getStatus().getConditions(), List.of());
    return conditions.stream()
        .filter(condition -> "PodScheduled".equals(condition.getType()))
        .filter(condition -> "True".equals(condition.getStatus()))
        .map(V1PodCondition::getLastTransitionTime)
        .filter(Objects::nonNull)
        .findFirst();
  }
}
