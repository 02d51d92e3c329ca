package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceStore;
import io.kubernetes.client.common.KubernetesObject;
import java.util.List;
import java.util.Optional;

/** A cache that is never late. */
public record LiveCache<T extends KubernetesObject>(ResourceStore<T> store)
    implements ObjectCache<T> {
  @Override
  public Optional<T> get(ObjectKey key) {
    return store.get(key).answer();
  }

  @Override
  public List<T> list() {
    return store.list().answer().orElseThrow();
  }
}
