package io.flatnet.controllers.pod;

import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Which workload a pod belongs to, told from the pod alone. Pure. */
public final class Workloads {
  private Workloads() {}

  /** The controller that made the pod; empty for a bare pod. */
  static Optional<V1OwnerReference> controller(V1Pod pod) {
    List<V1OwnerReference> owners =
        Objects.requireNonNullElse(Metadata.of(pod).getOwnerReferences(), List.of());
    return owners.stream().filter(owner -> Boolean.TRUE.equals(owner.getController())).findFirst();
  }

  /**
   * {@code <Kind>/<namespace>/<name>}: the key of a reservation. A ReplicaSet that a Deployment
   * made has the Deployment's name and the template's hash; a Job's own name is used also when a
   * CronJob made it, until the controller of workloads knows better.
   */
  public static Optional<String> key(V1Pod pod) {
    return controller(pod).map(owner -> key(Metadata.of(pod), owner));
  }

  private static String key(V1ObjectMeta metadata, V1OwnerReference owner) {
    String kind = owner.getKind();
    String name = owner.getName();
    Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
    String hash = labels.get(Slim.POD_TEMPLATE_HASH);
    if ("ReplicaSet".equals(kind) && hash != null && name.endsWith("-" + hash)) {
      kind = "Deployment";
      name = name.substring(0, name.length() - hash.length() - 1);
    }
    return kind + "/" + metadata.getNamespace() + "/" + name;
  }
}
