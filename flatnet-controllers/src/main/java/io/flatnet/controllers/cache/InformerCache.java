package io.flatnet.controllers.cache;

import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.cache.Cache;
import io.kubernetes.client.informer.impl.DefaultSharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An informer of the official client with slimmed objects. Its threads are the client's: {@code
 * informer-controller-<Type>} and those of its listeners; {@link #close} ends them.
 */
public final class InformerCache<T extends KubernetesObject>
    implements ObjectCache<T>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InformerCache.class);

  private final Cache<T> cache = new Cache<>();
  private final DefaultSharedIndexInformer<T, ObjectList<T>> informer;

  /**
   * A cache that is empty until {@link #start}.
   *
   * @param resync how often the listener hears of every object though nothing happened; zero is
   *     never
   * @param listener hears of every change, with the object before (null when it is new) and after
   *     (null when it is gone), on the informer's thread: it must not block
   */
  public InformerCache(
      ApiCalls calls,
      ResourceType<T> resource,
      Duration resync,
      BiConsumer<@Nullable T, @Nullable T> listener) {
    this.informer =
        new DefaultSharedIndexInformer<>(
            resource.type(),
            new ApiWatcher<>(calls, resource),
            resync.toMillis(),
            cache,
            (type, error) -> log.debug("{}: watch ended: {}", type.getSimpleName(), error));
    informer.setTransform(Slim::slim);
    informer.addEventHandlerWithResyncPeriod(new Handler<>(listener), resync.toMillis());
  }

  /** Starts to list and watch. */
  public void start() {
    informer.run();
  }

  /** Whether the first list is in. */
  public boolean isSynced() {
    return informer.hasSynced();
  }

  @Override
  public Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(cache.getByKey(key.toString()));
  }

  @Override
  public List<T> list() {
    return cache.list();
  }

  @Override
  public void close() {
    informer.stop();
  }

  private record Handler<T extends KubernetesObject>(BiConsumer<@Nullable T, @Nullable T> listener)
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
}
