package io.flatnet.operator.inspect;

import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.PodOwner;
import io.flatnet.controllers.diagnose.ClusterReader;
import io.flatnet.controllers.diagnose.ReadFailure;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.controllers.workload.WorkloadKind;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A workload's pods on the flat network, and what its pod template asks for.
 *
 * @param key {@code <Kind>/<namespace>/<name>}
 * @param template what is to be said of the template
 * @param pods the pods
 */
record WorkloadPods(String key, String template, List<ObjectKey> pods) {
  /** Reads them. */
  static <T extends KubernetesObject> WorkloadPods read(
      ClusterReader reader, WorkloadKind<T> kind, ObjectKey name) throws ReadFailure {
    Optional<V1ObjectMeta> template = reader.get(kind.resource(), name).flatMap(kind::podMetadata);
    String key = kind.resource().kind() + "/" + name;
    Map<String, V1OwnerReference> makers = new HashMap<>();
    if (kind == WorkloadKind.CRON_JOB) {
      for (V1Job job : reader.select(ResourceType.JOBS, name.namespace(), Map.of())) {
        PodOwner.controller(job).ifPresent(owner -> makers.put(Metadata.uid(job), owner));
      }
    }
    List<ObjectKey> pods = new ArrayList<>();
    for (V1Pod pod : reader.pods(name.namespace())) {
      V1OwnerReference maker =
          PodOwner.controller(pod).map(owner -> makers.get(owner.getUid())).orElse(null);
      if (PodOwner.key(pod, maker).filter(key::equals).isPresent()) {
        pods.add(ObjectKey.of(pod));
      }
    }
    return new WorkloadPods(
        key,
        said(template.map(V1ObjectMeta::getAnnotations).orElse(Map.of()), pods.size()),
        pods.stream().sorted().toList());
  }

  private static String said(Map<String, String> annotations, int pods) {
    String count = pods == 1 ? "1 pod" : pods + " pods";
    return switch (FlatNetworkWish.of(annotations)) {
      case FlatNetworkWish.None _ -> "its pod template asks for no address; " + count;
      case FlatNetworkWish.Malformed malformed -> malformed.message().replace("\n", "; ");
      case FlatNetworkWish.Wanted wish ->
          "its pod template asks for "
              + (wish.addresses().isEmpty()
                  ? "any address"
                  : wish.addresses().size() + " named addresses")
              + " of subnet \""
              + wish.subnet()
              + "\"; "
              + count;
    };
  }
}
