package io.flatnet.controllers.cache;

import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.common.KubernetesObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cache that knows what a test puts into its map, and tells nobody of it.
 *
 * @param objects all objects; the cache sees what is put in later
 */
public record MapCache<T extends KubernetesObject>(Map<ObjectKey, T> objects)
    implements ObservedCache<T> {

  /** A cache that knows these objects and learns of no others. */
  public static <T extends KubernetesObject> MapCache<T> of(Collection<T> objects) {
    return new MapCache<>(
        objects.stream().collect(Collectors.toUnmodifiableMap(ObjectKey::of, Function.identity())));
  }

  @Override
  public Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public List<T> list() {
    return List.copyOf(objects.values());
  }

  @Override
  public boolean isSynced() {
    return true;
  }

  @Override
  public void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {}
}
