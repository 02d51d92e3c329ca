package io.flatnet.controllers.simulation;

import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** All changes of one resource's objects in their order, from which any cache is fed. */
final class ChangeLog<T extends KubernetesObject> {
  private final List<Change<T>> changes = new ArrayList<>();

  /** An object as it is after a change; null when it is gone. */
  record Change<T>(ObjectKey key, @Nullable T after) {}

  /**
   * The log of a resource from now on.
   *
   * @param seen what caches keep of an object; null hides it from them
   */
  ChangeLog(InMemoryCluster cluster, ResourceType<T> type, Function<T, @Nullable T> seen) {
    cluster.onChange(
        type,
        (before, after) -> {
          T object = after != null ? after : before;
          if (object != null) {
            changes.add(
                new Change<>(ObjectKey.of(object), after == null ? null : seen.apply(after)));
          }
        });
  }

  int size() {
    return changes.size();
  }

  Change<T> get(int index) {
    return changes.get(index);
  }
}
