package io.flatnet.controllers.cache;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.Labels;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes out of objects what no controller uses, before a cache keeps them. A pod that takes no part
 * keeps its name, UID, phase and deletion time only.
 */
public final class Slim {
  /** The label that tells which part of a ReplicaSet's name its Deployment did not give it. */
  public static final String POD_TEMPLATE_HASH = "pod-template-hash";

  private Slim() {}

  /** Slims an object in place or returns a smaller one; whatever is no known object stays. */
  public static KubernetesObject slim(KubernetesObject object) {
    if (object instanceof V1Pod pod) {
      return pod(pod);
    }
    V1ObjectMeta metadata = object.getMetadata();
    if (metadata != null) {
      metadata.setManagedFields(null);
    }
    return object;
  }

  /** A pod with what the controllers use of it. */
  public static V1Pod pod(V1Pod pod) {
    V1ObjectMeta full = Metadata.of(pod);
    boolean partOf = !(FlatNetworkWish.of(full.getAnnotations()) instanceof FlatNetworkWish.None);
    V1ObjectMeta metadata =
        new V1ObjectMeta() // begins with five empty collections
            .annotations(null)
            .finalizers(null)
            .labels(null)
            .managedFields(null)
            .ownerReferences(null)
            .namespace(full.getNamespace())
            .name(full.getName())
            .uid(full.getUid())
            .resourceVersion(full.getResourceVersion())
            .deletionTimestamp(full.getDeletionTimestamp());
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    V1Pod slim = new V1Pod().metadata(metadata).status(new V1PodStatus().phase(phase));
    if (partOf) {
      metadata
          .creationTimestamp(full.getCreationTimestamp())
          .ownerReferences(full.getOwnerReferences())
          .annotations(only(full.getAnnotations(), key -> key.startsWith(FlatNetwork.GROUP)))
          .labels(only(full.getLabels(), Slim::isUsedLabel));
      V1PodSpec spec = pod.getSpec();
      slim.spec(new V1PodSpec().nodeName(spec == null ? null : spec.getNodeName()));
    }
    return slim;
  }

  private static boolean isUsedLabel(String key) {
    return key.startsWith(FlatNetwork.GROUP)
        || key.equals(Labels.WORKLOAD_SELECTOR)
        || key.equals(POD_TEMPLATE_HASH);
  }

  private static @Nullable Map<String, String> only(
      @Nullable Map<String, String> all, Predicate<String> wanted) {
    if (all == null) {
      return null;
    }
    Map<String, String> some = new HashMap<>();
    all.forEach(
        (key, value) -> {
          if (wanted.test(key)) {
            some.put(key, value);
          }
        });
    return some;
  }
}
