package io.flatnet.operator.webhook;

import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.DeleteResult;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An API server that can be read, counts how often, and may be out of reach. */
final class AskedStore implements ClusterStore {
  private record Place(String resource, ObjectKey key) {}

  private final Map<Place, KubernetesObject> objects = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private boolean isDown;

  <T extends KubernetesObject> void put(ResourceType<T> type, T object) {
    objects.put(new Place(type.rbacName(), ObjectKey.of(object)), object);
  }

  void down() {
    isDown = true;
  }

  /** What was asked for since the last call, as {@code get pods n/p}. */
  List<String> requests() {
    List<String> asked = List.copyOf(requests);
    requests.clear();
    return asked;
  }

  @Override
  public <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type) {
    return new Reading<>(type);
  }

  private final class Reading<T extends KubernetesObject> implements ResourceStore<T> {
    private final ResourceType<T> type;

    Reading(ResourceType<T> type) {
      this.type = type;
    }

    @Override
    public Outcome<T> get(ObjectKey key) {
      requests.add("get " + type.plural() + " " + key);
      if (isDown) {
        return new Outcome.Unavailable<>("the API server does not answer", null);
      }
      @Nullable KubernetesObject found = objects.get(new Place(type.rbacName(), key));
      return found == null
          ? new Outcome.NotFound<>("not found")
          : new Outcome.Done<>(type.type().cast(found));
    }

    @Override
    public Outcome<List<T>> list() {
      requests.add("list " + type.plural());
      if (isDown) {
        return new Outcome.Unavailable<>("the API server does not answer", null);
      }
      return new Outcome.Done<>(
          objects.entrySet().stream()
              .filter(entry -> entry.getKey().resource().equals(type.rbacName()))
              .map(entry -> type.type().cast(entry.getValue()))
              .toList());
    }

    @Override
    public Outcome<T> create(T object) {
      throw new AssertionError("the webhook writes nothing");
    }

    @Override
    public Outcome<T> update(T object) {
      throw new AssertionError("the webhook writes nothing");
    }

    @Override
    public Outcome<T> updateStatus(T object) {
      throw new AssertionError("the webhook writes nothing");
    }

    @Override
    public Outcome<T> patch(ObjectKey key, MergePatch patch) {
      throw new AssertionError("the webhook writes nothing");
    }

    @Override
    public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
      throw new AssertionError("the webhook writes nothing");
    }
  }
}
