package io.flatnet.controllers.workload;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.cache.Slim;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of workloads what no controller uses, before a cache keeps them. One whose template
 * takes part keeps its labels and its template's labels and annotations for networks. Of the
 * others, which are the most, stay the name, the UID, the controller, and labels of ours that are
 * to go.
 */
final class WorkloadSlim {
  private WorkloadSlim() {}

  /** The metadata of a workload. */
  static V1ObjectMeta object(V1ObjectMeta full, boolean takesPart) {
    return Slim.emptyMetadata()
        .namespace(full.getNamespace())
        .name(full.getName())
        .uid(full.getUid())
        .resourceVersion(full.getResourceVersion())
        .labels(takesPart ? full.getLabels() : only(full.getLabels(), Workload.LABELS::contains))
        .ownerReferences(controller(full.getOwnerReferences()));
  }

  /** The metadata of a pod template that takes part. */
  static V1ObjectMeta template(V1ObjectMeta full) {
    return Slim.emptyMetadata()
        .labels(full.getLabels())
        .annotations(only(full.getAnnotations(), WorkloadSlim::isOfNetworks));
  }

  private static boolean isOfNetworks(String annotation) {
    return annotation.startsWith(FlatNetwork.GROUP)
        || annotation.equals(Annotations.NETWORKS)
        || annotation.equals(Annotations.DEFAULT_NETWORK);
  }

  private static @Nullable List<V1OwnerReference> controller(
      @Nullable List<V1OwnerReference> owners) {
    if (owners == null) {
      return null;
    }
    return owners.stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst()
        .map(List::of)
        .orElse(null);
  }

  private static @Nullable Map<String, String> only(
      @Nullable Map<String, String> all, Predicate<String> wanted) {
    if (all == null || all.keySet().stream().noneMatch(wanted)) {
      return null;
    }
    Map<String, String> some = new HashMap<>(all);
    some.keySet().removeIf(wanted.negate());
    return some;
  }
}
