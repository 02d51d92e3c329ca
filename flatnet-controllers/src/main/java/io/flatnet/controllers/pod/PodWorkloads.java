package io.flatnet.controllers.pod;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.Recent;
import io.flatnet.controllers.store.ResourceStore;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whose reservation a pod may use. A pod says so itself, but for one of a Job: whether a CronJob
 * made that, only the Job says. It is looked up in a cache; what that does not know yet is asked of
 * the API server by {@link #learn}, once, and remembered. Safe for use by many threads.
 */
public final class PodWorkloads {
  private static final int REMEMBERED = 4096;

  private final ObjectCache<V1Pod> pods;
  private final ObjectCache<V1Job> jobs;
  private final ResourceStore<V1Job> store;

  /** Jobs that were asked for, by their UID. */
  private final Map<String, JobOrigin> asked = Recent.map(REMEMBERED);

  /** What made a Job; null when nothing did, or nobody can tell any more. */
  private record JobOrigin(@Nullable V1OwnerReference controller) {
    static JobOrigin of(@Nullable V1Job job) {
      return new JobOrigin(job == null ? null : Workloads.controller(job).orElse(null));
    }
  }

  /** Asks these caches, and this store for Jobs that the cache does not know. */
  public PodWorkloads(
      ObjectCache<V1Pod> pods, ObjectCache<V1Job> jobs, ResourceStore<V1Job> store) {
    this.pods = pods;
    this.jobs = jobs;
    this.store = store;
  }

  /**
   * The workload of an object's pod, {@code <Kind>/<namespace>/<name>}; empty for a bare pod, and
   * for one that is not in the cache. No request: a Job that is not known counts for itself.
   */
  public Optional<String> key(FlatNetworkIP ip) {
    return pod(ip).flatMap(this::key);
  }

  /** The same of a pod. */
  public Optional<String> key(V1Pod pod) {
    return Workloads.key(
        pod,
        Workloads.job(pod).flatMap(job -> known(pod, job)).map(JobOrigin::controller).orElse(null));
  }

  /** Whether a pod of this name is there and belongs to another workload, or to none. */
  public boolean isOfAnother(ObjectKey pod, String workload) {
    return pods.get(pod).filter(found -> !key(found).equals(Optional.of(workload))).isPresent();
  }

  /** Makes sure that {@link #key(FlatNetworkIP)} is right, as {@link #learn(V1Pod)} does. */
  public boolean learn(FlatNetworkIP ip) {
    return pod(ip).map(this::learn).orElse(true);
  }

  /**
   * Makes sure that {@link #key(V1Pod)} is right. At most one request, and none when the Job is
   * known.
   *
   * @return whether it is; false when the API server did not say
   */
  public boolean learn(V1Pod pod) {
    V1OwnerReference job = Workloads.job(pod).orElse(null);
    if (job == null || known(pod, job).isPresent()) {
      return true;
    }
    Outcome<V1Job> outcome = store.get(key(pod, job));
    if (!(outcome instanceof Outcome.Done) && !(outcome instanceof Outcome.NotFound)) {
      return false;
    }
    V1Job found = outcome.answer().filter(live -> isSame(live, job)).orElse(null);
    asked.put(job.getUid(), JobOrigin.of(found));
    return true;
  }

  private Optional<V1Pod> pod(FlatNetworkIP ip) {
    return pods.get(ObjectKey.of(ip)).filter(pod -> Metadata.uid(pod).equals(ip.spec().getPodId()));
  }

  private Optional<JobOrigin> known(V1Pod pod, V1OwnerReference job) {
    Optional<V1Job> cached = jobs.get(key(pod, job)).filter(found -> isSame(found, job));
    if (cached.isPresent()) {
      return cached.map(JobOrigin::of);
    }
    return Optional.ofNullable(asked.get(job.getUid()));
  }

  /** Another Job of its name tells nothing. */
  private static boolean isSame(V1Job found, V1OwnerReference job) {
    return Metadata.uid(found).equals(job.getUid());
  }

  private static ObjectKey key(V1Pod pod, V1OwnerReference job) {
    String namespace = Objects.requireNonNullElse(Metadata.of(pod).getNamespace(), "");
    return new ObjectKey(namespace, job.getName());
  }
}
