package io.flatnet.operator.webhook;

import io.flatnet.controllers.cache.CacheIndex;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.cache.Cache;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** An informer's cache that a test fills: the official client's, which knows indexes. */
final class IndexedCache<T extends KubernetesObject> implements ObservedCache<T> {
  private final Cache<T> cache = new Cache<>();
  private boolean synced = true;

  void put(T object) {
    cache.update(object);
  }

  void remove(T object) {
    cache.delete(object);
  }

  void synced(boolean isIn) {
    synced = isIn;
  }

  @Override
  public boolean isSynced() {
    return synced;
  }

  @Override
  public void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {
    throw new AssertionError("the webhook hears of nothing; it reads");
  }

  @Override
  public Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(cache.getByKey(key.toString()));
  }

  @Override
  public List<T> list() {
    throw new AssertionError("a look at all objects for one request is too dear");
  }

  @Override
  public void keep(CacheIndex<T> index) {
    cache.addIndexFunc(index.name(), object -> List.of(index.value().apply(object)));
  }

  @Override
  public List<T> having(CacheIndex<T> index, String value) {
    return cache.byIndex(index.name(), value);
  }
}
