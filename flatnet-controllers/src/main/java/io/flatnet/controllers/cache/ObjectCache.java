package io.flatnet.controllers.cache;

import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.common.KubernetesObject;
import java.util.List;
import java.util.Optional;

/**
 * The objects of one resource as an informer knows them: perhaps a little late, and slimmed. What
 * is returned must not be changed.
 */
public interface ObjectCache<T extends KubernetesObject> {
  /** One object. */
  Optional<T> get(ObjectKey key);

  /** All objects. */
  List<T> list();

  /** The objects of one namespace. Cost: as many as there are in it, where there is an index. */
  default List<T> inNamespace(String namespace) {
    return list().stream().filter(o -> namespace.equals(o.getMetadata().getNamespace())).toList();
  }

  /**
   * Has the cache find objects by an index. To be called before the cache is filled; nothing
   * happens where there are no indexes.
   */
  default void keep(CacheIndex<T> index) {}

  /**
   * The objects of one value. Cost: as many as there are of it, where the index is kept; else the
   * index's function for every object.
   */
  default List<T> having(CacheIndex<T> index, String value) {
    return list().stream().filter(object -> value.equals(index.value().apply(object))).toList();
  }
}
