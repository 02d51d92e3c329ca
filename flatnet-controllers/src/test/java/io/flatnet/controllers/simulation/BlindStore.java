package io.flatnet.controllers.simulation;

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
 * A store that does not show objects that are being deleted, so that whoever uses it takes pods for
 * gone too early: a fault that the simulation must find.
 */
record BlindStore(ClusterStore store) implements ClusterStore {
  @Override
  public <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type) {
    ResourceStore<T> objects = store.resource(type);
    return type.equals(ResourceType.PODS) ? new Blind<>(objects) : objects;
  }

  private record Blind<T extends KubernetesObject>(ResourceStore<T> objects)
      implements ResourceStore<T> {
    @Override
    public Outcome<T> get(ObjectKey key) {
      Outcome<T> outcome = objects.get(key);
      return outcome.answer().filter(World::isDeleting).isPresent()
          ? new Outcome.NotFound<>("not seen")
          : outcome;
    }

    @Override
    public Outcome<List<T>> list() {
      return objects.list();
    }

    @Override
    public Outcome<T> create(T object) {
      return objects.create(object);
    }

    @Override
    public Outcome<T> update(T object) {
      return objects.update(object);
    }

    @Override
    public Outcome<T> updateStatus(T object) {
      return objects.updateStatus(object);
    }

    @Override
    public Outcome<T> patch(ObjectKey key, MergePatch patch) {
      return objects.patch(key, patch);
    }

    @Override
    public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
      return objects.delete(key, uid);
    }
  }
}
