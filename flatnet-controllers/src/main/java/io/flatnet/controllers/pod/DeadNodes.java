package io.flatnet.controllers.pod;

import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What to think of pods on a node that does not answer. By default nothing: they may still be on
 * the wire. An administrator who knows that such nodes are off may have the addresses of their
 * deleted pods freed after a while; those of StatefulSets are kept even then, since Kubernetes
 * makes no other pod of that name before the old one is gone either.
 *
 * <p>Immutable.
 */
public final class DeadNodes {
  private final @Nullable Duration patience;
  private final InstantSource clock;

  private DeadNodes(@Nullable Duration patience, InstantSource clock) {
    this.patience = patience;
    this.clock = clock;
  }

  /** Nodes that do not answer free nothing. */
  public static DeadNodes keep() {
    return new DeadNodes(null, InstantSource.system());
  }

  /**
   * Deleted pods are gone when their node has not been ready, and they were deleted, this long ago.
   *
   * @throws IllegalArgumentException when the time is negative
   */
  public static DeadNodes releaseAfter(Duration patience, InstantSource clock) {
    if (patience.isNegative()) {
      throw new IllegalArgumentException(
          "cannot release from dead nodes after \"" + patience + "\": must not be negative");
    }
    return new DeadNodes(patience, clock);
  }

  /** Whether the pod is to be thought of as gone because its node is dead. */
  boolean tookAway(V1Pod pod, V1Node node) {
    OffsetDateTime deleted = Metadata.of(pod).getDeletionTimestamp();
    return patience != null
        && deleted != null
        && isOver(deleted)
        && notReadySince(node).filter(this::isOver).isPresent()
        && Workloads.controller(pod)
            .filter(owner -> !ResourceType.STATEFUL_SETS.kind().equals(owner.getKind()))
            .isPresent();
  }

  private boolean isOver(OffsetDateTime since) {
    return !clock.instant().isBefore(since.toInstant().plus(Objects.requireNonNull(patience)));
  }

  private static Optional<OffsetDateTime> notReadySince(V1Node node) {
    @Nullable List<V1NodeCondition> conditions =
        node.getStatus() == null ? null : node.getStatus().getConditions();
    return Objects.requireNonNullElse(conditions, List.<V1NodeCondition>of()).stream()
        .filter(condition -> "Ready".equals(condition.getType()))
        .filter(condition -> !"True".equals(condition.getStatus()))
        .map(V1NodeCondition::getLastTransitionTime)
        .filter(Objects::nonNull)
        .findFirst();
  }
}
