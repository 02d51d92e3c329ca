package io.flatnet.controllers.cache;

import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.cache.Cache;
import io.kubernetes.client.informer.cache.Caches;
import io.kubernetes.client.informer.impl.DefaultSharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An informer of the official client with slimmed objects. Its threads are the client's: {@code
 * informer-controller-<Type>} and those of its listeners; {@link #close} ends them.
 */
public final class InformerCache<T extends KubernetesObject>
    implements ObservedCache<T>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InformerCache.class);

  private final Cache<T> cache = new Cache<>();
  private final DefaultSharedIndexInformer<T, ObjectList<T>> informer;
  private final long resyncMillis;

  /**
   * A cache that is empty until {@link #start}.
   *
   * @param resync how often listeners hear of every object though nothing happened; zero is never
   * @param slim takes out what nobody uses, in place or by a smaller object; has no effect when it
   *     is applied again
   */
  public InformerCache(
      ApiCalls calls, ResourceType<T> resource, Duration resync, UnaryOperator<T> slim) {
    this.resyncMillis = resync.toMillis();
    this.informer =
        new DefaultSharedIndexInformer<>(
            resource.type(),
            new ApiWatcher<>(calls, resource, slim),
            resyncMillis,
            cache,
            (type, error) -> log.debug("{}: watch ended: {}", type.getSimpleName(), error));
    informer.setTransform(object -> slim.apply(resource.type().cast(object)));
  }

  /** Starts to list and watch. */
  public void start() {
    informer.run();
  }

  @Override
  public void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {
    informer.addEventHandlerWithResyncPeriod(new ChangeHandler<>(listener), resyncMillis);
  }

  @Override
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
  public List<T> inNamespace(String namespace) {
    return cache.byIndex(Caches.NAMESPACE_INDEX, namespace);
  }

  @Override
  public void close() {
    informer.stop();
  }
}
