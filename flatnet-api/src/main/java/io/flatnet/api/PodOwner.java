package io.flatnet.api;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which workload a pod is of: whose reservation it may use. Pure. */
public final class PodOwner {
  /** The label that tells which part of a ReplicaSet's name its Deployment did not give it. */
  private static final String POD_TEMPLATE_HASH = "pod-template-hash";

  private PodOwner() {}

  /** The controller that made the object; empty for one that nothing made. */
  public static Optional<V1OwnerReference> controller(KubernetesObject object) {
    V1ObjectMeta metadata = object.getMetadata();
    List<V1OwnerReference> owners = metadata == null ? null : metadata.getOwnerReferences();
    return Objects.requireNonNullElse(owners, List.<V1OwnerReference>of()).stream()
        .filter(owner -> Boolean.TRUE.equals(owner.getController()))
        .findFirst();
  }

  /** Whether a Job's controller is a CronJob: a Job of another controller stands for itself. */
  public static boolean isCronJob(@Nullable String apiVersion, @Nullable String kind) {
    return "CronJob".equals(kind) && apiVersion != null && apiVersion.startsWith("batch/");
  }

  /**
   * {@code <Kind>/<namespace>/<name>}: the key of a reservation. A ReplicaSet that a Deployment
   * made has the Deployment's name and the template's hash; for a Job that a CronJob made, the
   * CronJob counts.
   *
   * @param jobOwner the controller of the pod's Job; null when it has none, or the pod has no Job
   * @return empty for a pod that nothing made
   */
  public static Optional<String> key(KubernetesObject pod, @Nullable V1OwnerReference jobOwner) {
    boolean isOfCronJob =
        jobOwner != null && isCronJob(jobOwner.getApiVersion(), jobOwner.getKind());
    return (isOfCronJob ? Optional.ofNullable(jobOwner) : controller(pod))
        .map(owner -> key(pod.getMetadata(), owner));
  }

  private static String key(V1ObjectMeta metadata, V1OwnerReference owner) {
    String kind = owner.getKind();
    String name = owner.getName();
    Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
    String hash = labels.get(POD_TEMPLATE_HASH);
    if ("ReplicaSet".equals(kind) && hash != null && name.endsWith("-" + hash)) {
      kind = "Deployment";
      name = name.substring(0, name.length() - hash.length() - 1);
    }
    return kind + "/" + metadata.getNamespace() + "/" + name;
  }
}
