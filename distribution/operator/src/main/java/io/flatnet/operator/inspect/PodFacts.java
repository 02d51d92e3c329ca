package io.flatnet.operator.inspect;

import io.flatnet.api.PodOwner;
import io.flatnet.controllers.diagnose.ClusterReader;
import io.flatnet.controllers.diagnose.ReadFailure;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What people want to know of a pod.
 *
 * @param state its phase, {@code Terminating}, or {@code gone}
 * @param workload {@code <Kind>/<namespace>/<name>}; empty for a bare pod
 * @param node where it runs; empty for nowhere
 */
record PodFacts(String state, String workload, String node) {
  private static final String JOB = "Job";

  /** Reads a pod, and its Job, if the pod is still the one of this UID. */
  static PodFacts read(ClusterReader reader, ObjectKey key, String uid) throws ReadFailure {
    V1Pod pod = reader.get(ResourceType.PODS, key).orElse(null);
    return pod == null || !Metadata.uid(pod).equals(uid)
        ? new PodFacts("gone", "", "")
        : of(reader, pod);
  }

  /** Of a pod; reads its Job. */
  static PodFacts of(ClusterReader reader, V1Pod pod) throws ReadFailure {
    @Nullable String node = pod.getSpec() == null ? null : pod.getSpec().getNodeName();
    @Nullable String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return new PodFacts(
        Metadata.isDeleting(pod) ? "Terminating" : Objects.requireNonNullElse(phase, ""),
        workload(reader, pod),
        Objects.requireNonNullElse(node, ""));
  }

  private static String workload(ClusterReader reader, V1Pod pod) throws ReadFailure {
    V1OwnerReference owner = PodOwner.controller(pod).orElse(null);
    V1OwnerReference above = null;
    if (owner != null && JOB.equals(owner.getKind())) {
      ObjectKey job = new ObjectKey(ObjectKey.of(pod).namespace(), owner.getName());
      V1Job found = reader.get(ResourceType.JOBS, job).orElse(null);
      above = found == null ? null : PodOwner.controller(found).orElse(null);
    }
    return PodOwner.key(pod, above).orElse("");
  }
}
