package io.flatnet.controllers.cache;

import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ObjectDecoder;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.cache.Cache;
import io.kubernetes.client.informer.cache.Caches;
import io.kubernetes.client.informer.impl.DefaultSharedIndexInformer;
import io.kubernetes.client.openapi.ApiException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An informer of the official client with slimmed objects. Its threads are the client's: {@code
 * informer-controller-<Type>} and those of its listeners; {@link #close} ends them.
 *
 * <p>The informer's own resync is off. It tells of what changed while no watch ran, found by a new
 * list, only those listeners that were due for a resync at its last look; when that look came a
 * moment early, nobody hears of such changes for a whole resync period. {@link #resync} does the
 * same without that.
 */
public final class InformerCache<T extends KubernetesObject>
    implements ObservedCache<T>, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InformerCache.class);

  private final Cache<T> cache = new Cache<>();
  private final String name;
  private final ApiWatcher<T> watcher;
  private final DefaultSharedIndexInformer<T, ObjectList<T>> informer;
  private final List<BiConsumer<@Nullable T, @Nullable T>> listeners = new CopyOnWriteArrayList<>();

  /**
   * A cache that is empty until {@link #start}.
   *
   * @param slim takes out what nobody uses, in place or by a smaller object; has no effect when it
   *     is applied again
   */
  public InformerCache(ApiCalls calls, ResourceType<T> resource, UnaryOperator<T> slim) {
    this(calls, resource, slimmed(ObjectDecoder.of(resource.type()), slim), WatchLimits.USUAL);
  }

  InformerCache(
      ApiCalls calls, ResourceType<T> resource, ObjectDecoder<T> decoder, WatchLimits limits) {
    this.name = resource.rbacName();
    this.watcher = new ApiWatcher<>(calls, resource, decoder, limits, System::nanoTime);
    this.informer =
        new DefaultSharedIndexInformer<>(
            resource.type(),
            watcher,
            0,
            cache,
            (type, error) -> log.debug("{}: not watched: {}", name, text(error)));
  }

  /**
   * The same, of objects of which no more is read than is used.
   *
   * @param decoder reads an object
   */
  public static <T extends KubernetesObject> InformerCache<T> reading(
      ApiCalls calls, ResourceType<T> resource, ObjectDecoder<T> decoder) {
    return new InformerCache<>(calls, resource, decoder, WatchLimits.USUAL);
  }

  // Not the informer's transform: of a list it would make each object once more, and keep both.
  private static <T> ObjectDecoder<T> slimmed(ObjectDecoder<T> decoder, UnaryOperator<T> slim) {
    return parser -> slim.apply(decoder.decode(parser));
  }

  /** The first line of what is wrong; the client's exceptions add several of the answer. */
  private static String text(Throwable error) {
    if (error instanceof ApiException answered && answered.getCode() != 0) {
      return "the server answered " + answered.getCode();
    }
    String message = String.valueOf(error.getMessage()).replaceFirst("^Message: ", "");
    return message.lines().findFirst().filter(line -> !line.isBlank()).orElse(error.toString());
  }

  /** The resource, as roles name it: {@code pods}. */
  public String name() {
    return name;
  }

  /** Whether something still lists and watches, whether or not the API server answers. */
  public boolean isAlive() {
    return watcher.isAlive();
  }

  /** Starts to list and watch. */
  public void start() {
    informer.run();
  }

  @Override
  public void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {
    listeners.add(listener);
    informer.addEventHandlerWithResyncPeriod(new ChangeHandler<>(listener), 0);
  }

  /** Has every listener hear of every object on this thread, as if it had just been written. */
  public void resync() {
    for (T object : list()) {
      listeners.forEach(listener -> listener.accept(object, object));
    }
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
  public void keep(CacheIndex<T> index) {
    cache.addIndexFunc(index.name(), object -> List.of(index.value().apply(object)));
  }

  @Override
  public List<T> having(CacheIndex<T> index, String value) {
    return cache.getIndexers().containsKey(index.name())
        ? cache.byIndex(index.name(), value)
        : ObservedCache.super.having(index, value);
  }

  @Override
  public void close() {
    informer.stop();
  }
}
