package io.flatnet.controllers.cache;

import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.SharedIndexInformer;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An informer of the official client that somebody else owns, starts and stops, with other handlers
 * beside ours. What its transform leaves out, our controllers do not see: pods need what {@link
 * Slim#pod} keeps.
 *
 * <p>An informer that resyncs tells of what changed while no watch ran, found by a new list, only
 * those handlers that were due for a resync at its last look; when that look came a moment early,
 * the others hear nothing of such changes for a whole period. A handler of ours is due at each
 * look, so it hears of them whatever the informer's period is.
 *
 * @param <T> the type of the objects
 */
public final class SharedInformerCache<T extends KubernetesObject> implements ObservedCache<T> {
  /** The shortest period that the informer takes: over before its next look, if it ever looks. */
  private static final long DUE_MILLIS = 1_000;

  private final SharedIndexInformer<T> informer;

  /** Reads this informer, which has not started yet. */
  public SharedInformerCache(SharedIndexInformer<T> informer) {
    this.informer = informer;
  }

  @Override
  public Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(informer.getIndexer().getByKey(key.toString()));
  }

  @Override
  public List<T> list() {
    return informer.getIndexer().list();
  }

  @Override
  public boolean isSynced() {
    return informer.hasSynced();
  }

  @Override
  public void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {
    informer.addEventHandlerWithResyncPeriod(new ChangeHandler<>(listener), DUE_MILLIS);
  }
}
