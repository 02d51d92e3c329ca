package io.flatnet.controllers.address;

import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Since when pods wait for their first address. The API server's time stamps have whole seconds, so
 * a pod that was seen soon after its time stamp counts from when it was seen. Safe for many
 * threads.
 */
final class PodAges {
  /** A second for what the time stamp leaves out, and a little for the way here. */
  private static final Duration SEEN_SOON = Duration.ofMillis(1_250);

  private final InstantSource clock;
  private final Map<String, Instant> starts = new ConcurrentHashMap<>();

  PodAges(InstantSource clock) {
    this.clock = clock;
  }

  /** A pod is seen for the first time. */
  void appears(V1Pod pod) {
    Instant now = clock.instant();
    OffsetDateTime stamp = Metadata.of(pod).getCreationTimestamp();
    Instant made = stamp == null ? now : stamp.toInstant();
    boolean soon = Duration.between(made, now).compareTo(SEEN_SOON) < 0;
    starts.put(Metadata.uid(pod), soon ? now : made);
  }

  /** A pod that had no part in it before asks for an address from now on. */
  void joins(V1Pod pod) {
    starts.put(Metadata.uid(pod), clock.instant());
  }

  /** A pod is gone. */
  void ends(V1Pod pod) {
    starts.remove(Metadata.uid(pod));
  }

  /** How long the pod has waited; empty from the second time on, and when it was not seen. */
  Optional<Duration> take(String uid) {
    return Optional.ofNullable(starts.remove(uid))
        .map(start -> Duration.between(start, clock.instant()))
        .map(age -> age.isNegative() ? Duration.ZERO : age); // a clock that was set back
  }
}
