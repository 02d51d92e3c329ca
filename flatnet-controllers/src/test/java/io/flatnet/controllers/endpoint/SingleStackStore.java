package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.DeleteResult;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import java.util.List;

/**
 * An API server of one address family as {@link SingleStackIT} shows it: a Service gets a selector
 * only with one family.
 */
record SingleStackStore(ClusterStore store) implements ClusterStore {
  @Override
  public <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type) {
    return new Refusing<>(store.resource(type));
  }

  private record Refusing<T extends KubernetesObject>(ResourceStore<T> store)
      implements ResourceStore<T> {
    @Override
    public Outcome<T> get(ObjectKey key) {
      return store.get(key);
    }

    @Override
    public Outcome<List<T>> list() {
      return store.list();
    }

    @Override
    public Outcome<T> create(T object) {
      return store.create(object);
    }

    @Override
    public Outcome<T> update(T object) {
      return store.update(object);
    }

    @Override
    public Outcome<T> updateStatus(T object) {
      return store.updateStatus(object);
    }

    @Override
    public Outcome<T> patch(ObjectKey key, MergePatch patch) {
      String json = patch.json();
      return json.contains("\"selector\":{") && !json.contains("SingleStack")
          ? new Outcome.Invalid<>("spec.ipFamilyPolicy: this cluster is not for dual-stack")
          : store.patch(key, patch);
    }

    @Override
    public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
      return store.delete(key, uid);
    }
  }
}
