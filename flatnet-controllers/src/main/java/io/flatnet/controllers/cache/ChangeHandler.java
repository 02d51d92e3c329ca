package io.flatnet.controllers.cache;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.ResourceEventHandler;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Tells of an informer's changes as {@link ObservedCache#onChange} has them. */
record ChangeHandler<T extends KubernetesObject>(BiConsumer<@Nullable T, @Nullable T> listener)
    implements ResourceEventHandler<T> {
  @Override
  public void onAdd(T object) {
    listener.accept(null, object);
  }

  @Override
  public void onUpdate(T before, T after) {
    listener.accept(before, after);
  }

  @Override
  public void onDelete(T object, boolean finalStateUnknown) {
    listener.accept(object, null);
  }
}
