package io.flatnet.controllers.pod;

import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which workload a pod belongs to, told from the pod and its Job. Pure. */
public final class Workloads {
  private static final String JOB = "Job";
  private static final String CRON_JOB = "CronJob";

  private Workloads() {}

  /** The controller that made the object; empty for one that nothing made. */
  public static Optional<V1OwnerReference> controller(KubernetesObject object) {
    List<V1OwnerReference> owners = Metadata.owners(object);
    return owners.stream().filter(owner -> Boolean.TRUE.equals(owner.getController())).findFirst();
  }

  /** The Job that made the pod. */
  static Optional<V1OwnerReference> job(V1Pod pod) {
    return controller(pod).filter(owner -> JOB.equals(owner.getKind()));
  }

  /** Whether a Job's controller is a CronJob: a Job of another controller stands for itself. */
  public static boolean isCronJob(V1OwnerReference owner) {
    String version = owner.getApiVersion();
    return CRON_JOB.equals(owner.getKind()) && version != null && version.startsWith("batch/");
  }

  /**
   * {@code <Kind>/<namespace>/<name>}: the key of a reservation. A ReplicaSet that a Deployment
   * made has the Deployment's name and the template's hash; for a Job that a CronJob made, the
   * CronJob counts.
   *
   * @param jobOwner the controller of the pod's Job; null when it has none, or the pod has no Job
   */
  public static Optional<String> key(V1Pod pod, @Nullable V1OwnerReference jobOwner) {
    V1OwnerReference owner =
        jobOwner != null && isCronJob(jobOwner) ? jobOwner : controller(pod).orElse(null);
    return Optional.ofNullable(owner).map(known -> key(Metadata.of(pod), known));
  }

  /**
   * The value of the label {@code workload.user.cattle.io/workloadselector} of a pod of a Job or
   * CronJob.
   *
   * @param key as {@link #key(V1Pod, V1OwnerReference)} makes it
   */
  static Optional<String> selector(String key) {
    boolean isJob = key.startsWith(JOB + "/") || key.startsWith(CRON_JOB + "/");
    int kind = key.indexOf('/');
    return isJob
        ? Optional.of(
            key.substring(0, kind).toLowerCase(Locale.ROOT) + key.substring(kind).replace('/', '-'))
        : Optional.empty();
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
