package io.flatnet.controllers.endpoint;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.controllers.pod.PodPresence;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodSpec;
import java.util.List;
import java.util.Objects;

/** What Services need to know of pods. Pure; absent parts of a pod never matter. */
public final class FlatPods {
  private static final String DISABLED = "disabled";

  private FlatPods() {}

  /**
   * Whether the pod takes part in the flat network, or says that it means to, and has not ended.
   */
  public static boolean takesPart(V1Pod pod) {
    return FlatNetworkWish.takesPart(Metadata.annotations(pod)) && !PodPresence.isEnded(pod);
  }

  /** Whether the pod's workload wants no flat service. */
  public static boolean wantsNoService(V1Pod pod) {
    return DISABLED.equals(Metadata.annotations(pod).get(Annotations.FLAT_NETWORK_SERVICE));
  }

  /** The spec; an empty one when there is none. */
  static V1PodSpec spec(V1Pod pod) {
    return Objects.requireNonNullElseGet(pod.getSpec(), V1PodSpec::new);
  }

  /** Whether the pod's Ready condition is true. */
  static boolean isReady(V1Pod pod) {
    List<V1PodCondition> conditions =
        pod.getStatus() == null
            ? List.of()
            : Objects.requireNonNullElse(pod.getStatus().getConditions(), List.of());
    return conditions.stream()
        .anyMatch(c -> "Ready".equals(c.getType()) && "True".equals(c.getStatus()));
  }

  /** Whether two states of a pod may differ in what Services publish of it. */
  public static boolean differ(V1Pod before, V1Pod after) {
    return !essence(before).equals(essence(after));
  }

  private static List<Object> essence(V1Pod pod) {
    V1PodSpec spec = spec(pod);
    return List.of(
        Metadata.uid(pod),
        Metadata.labels(pod),
        takesPart(pod),
        wantsNoService(pod),
        isReady(pod),
        !Metadata.isDeleting(pod),
        Objects.requireNonNullElse(spec.getNodeName(), ""),
        Objects.requireNonNullElse(spec.getHostname(), ""),
        Objects.requireNonNullElse(spec.getSubdomain(), ""));
  }
}
