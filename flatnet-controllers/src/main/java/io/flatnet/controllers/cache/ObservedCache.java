package io.flatnet.controllers.cache;

import io.kubernetes.client.common.KubernetesObject;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A cache that tells of changes: an {@link InformerCache}, or somebody else's informer.
 *
 * @param <T> the type of the objects
 */
public interface ObservedCache<T extends KubernetesObject> extends ObjectCache<T> {
  /** Whether the first list is in. */
  boolean isSynced();

  /**
   * Has a listener hear of every change from now on, with the object before (null when it is new)
   * and after (null when it is gone). It is called on the informer's thread, and now and then on
   * another for an object that did not change: it must not block. To be called before the informer
   * starts.
   */
  void onChange(BiConsumer<@Nullable T, @Nullable T> listener);
}
