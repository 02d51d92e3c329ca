package io.flatnet.controllers.queue;

import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.DeleteResult;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import java.util.List;
import java.util.function.Supplier;

/**
 * A client that lacks one permission, as the API server tells it.
 *
 * @param store carries out all other requests
 * @param verb the verb that is missing
 * @param resource the resource that it is missing on
 */
public record ForbiddingStore(ClusterStore store, String verb, ResourceType<?> resource)
    implements ClusterStore {
  @Override
  public <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type) {
    return type.equals(resource)
        ? new Forbidding<>(store.resource(type), verb, type.rbacName())
        : store.resource(type);
  }

  private record Forbidding<T extends KubernetesObject>(
      ResourceStore<T> store, String verb, String resource) implements ResourceStore<T> {
    @Override
    public Outcome<T> get(ObjectKey key) {
      return allowed("get", resource, () -> store.get(key));
    }

    @Override
    public Outcome<List<T>> list() {
      return allowed("list", resource, store::list);
    }

    @Override
    public Outcome<T> create(T object) {
      return allowed("create", resource, () -> store.create(object));
    }

    @Override
    public Outcome<T> update(T object) {
      return allowed("update", resource, () -> store.update(object));
    }

    @Override
    public Outcome<T> updateStatus(T object) {
      return allowed("update", resource + "/status", () -> store.updateStatus(object));
    }

    @Override
    public Outcome<T> patch(ObjectKey key, MergePatch patch) {
      return allowed("patch", resource, () -> store.patch(key, patch));
    }

    @Override
    public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
      return allowed("delete", resource, () -> store.delete(key, uid));
    }

    private <R> Outcome<R> allowed(String asked, String what, Supplier<Outcome<R>> request) {
      return asked.equals(verb)
          ? new Outcome.Forbidden<>(asked, what, "cannot " + asked + " " + what + ": forbidden")
          : request.get();
    }
  }
}
