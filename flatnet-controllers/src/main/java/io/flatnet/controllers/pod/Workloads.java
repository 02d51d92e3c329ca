package io.flatnet.controllers.pod;

import io.flatnet.api.PodOwner;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which workload a pod belongs to, told from the pod and its Job. Pure. */
public final class Workloads {
  private static final String JOB = "Job";
  private static final String CRON_JOB = "CronJob";

  private Workloads() {}

  /** The controller that made the object; empty for one that nothing made. */
  public static Optional<V1OwnerReference> controller(KubernetesObject object) {
    return PodOwner.controller(object);
  }

  /** The Job that made the pod. */
  static Optional<V1OwnerReference> job(V1Pod pod) {
    return controller(pod).filter(owner -> JOB.equals(owner.getKind()));
  }

  /** Whether a Job's controller is a CronJob: a Job of another controller stands for itself. */
  public static boolean isCronJob(V1OwnerReference owner) {
    return PodOwner.isCronJob(owner.getApiVersion(), owner.getKind());
  }

  /**
   * The key of the reservation that a pod may use: see {@link PodOwner#key}.
   *
   * @param jobOwner the controller of the pod's Job; null when it has none, or the pod has no Job
   */
  public static Optional<String> key(V1Pod pod, @Nullable V1OwnerReference jobOwner) {
    return PodOwner.key(pod, jobOwner);
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
}
