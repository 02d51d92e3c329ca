package io.flatnet.controllers.workload;

import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.kubernetes.client.common.KubernetesObject;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The workloads of one kind.
 *
 * @param kind the kind
 * @param objects a cache of its objects, slimmed by {@link WorkloadKind#slim} or whole
 */
public record WorkloadCache<T extends KubernetesObject>(
    WorkloadKind<T> kind, ObservedCache<T> objects) {

  /** One workload as the cache knows it. */
  Optional<Workload> get(ObjectKey key) {
    return objects.get(key).map(kind::read);
  }

  /** All whose template names this subnet. O(n) in the objects of the kind. */
  Stream<WorkloadKey> naming(String subnet) {
    return objects.list().stream()
        .map(kind::read)
        .filter(workload -> workload.names(subnet))
        .map(Workload::key);
  }

  /** Asks the API server for an object; what it answers but for its being there is not used. */
  Outcome<?> read(ClusterStore store, ObjectKey key) {
    return store.resource(kind.resource()).get(key);
  }

  /** Changes an object. */
  Outcome<?> patch(ClusterStore store, ObjectKey key, MergePatch patch) {
    return store.resource(kind.resource()).patch(key, patch);
  }
}
