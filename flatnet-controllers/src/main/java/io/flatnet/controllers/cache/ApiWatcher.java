package io.flatnet.controllers.cache;

import com.google.gson.JsonSyntaxException;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ObjectDecoder;
import io.flatnet.controllers.store.ObjectPage;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.informer.ListerWatcher;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1ListMeta;
import io.kubernetes.client.util.CallGeneratorParams;
import io.kubernetes.client.util.Watchable;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lists and watches one resource for the official client's informer: the list in pages, which are
 * read an object at a time, the watch with bookmarks. What fails is told to {@link WatchLog}, since
 * the informer says nothing of a list that is refused.
 *
 * <p>The informer lists anew a second after any failure, and watches anew at once when a watch
 * ends. So:
 *
 * <ul>
 *   <li>a list that fails is sent again only after 1, 2, 4 and then every 8 s;
 *   <li>a watch that ends as soon as it began is not begun again at once: the informer lists first;
 *   <li>a watch has an end, 4 to 5 min, that the server is asked for, and that the client enforces
 *       itself 30 s later: one that hangs, on a connection that is dead or not, is noticed then.
 *       HTTP/2 pings find a dead connection earlier.
 * </ul>
 *
 * <p>For the one thread of an informer.
 */
final class ApiWatcher<T extends KubernetesObject> implements ListerWatcher<T, ObjectList<T>> {
  private static final String PAGE_SIZE = "2000";
  private static final int MAX_DOUBLINGS = 3;
  private static final long SHORTEST_WATCH_NANOS = 1_000_000_000;
  private static final long SPARE_SECONDS = 60;

  private final ApiCalls calls;
  private final ResourceType<T> resource;
  private final ObjectDecoder<T> decoder;
  private final WatchLimits limits;
  private final LongSupplier nanoTime;
  private final WatchLog log;
  private int failures;
  private long listNotBeforeNanos;
  private long watchNotBeforeNanos;
  private volatile long lastCallNanos;

  ApiWatcher(
      ApiCalls calls,
      ResourceType<T> resource,
      ObjectDecoder<T> decoder,
      WatchLimits limits,
      LongSupplier nanoTime) {
    this.calls = calls;
    this.resource = resource;
    this.decoder = decoder;
    this.limits = limits;
    this.nanoTime = nanoTime;
    this.log = new WatchLog(resource);
    this.listNotBeforeNanos = nanoTime.getAsLong();
    this.watchNotBeforeNanos = listNotBeforeNanos;
    this.lastCallNanos = listNotBeforeNanos;
  }

  /**
   * Whether the informer came here within the time that a watch may last and a minute more. Any
   * thread may ask.
   */
  boolean isAlive() {
    long limit = limits.maxSeconds() + limits.graceSeconds() + SPARE_SECONDS;
    return nanoTime.getAsLong() - lastCallNanos < TimeUnit.SECONDS.toNanos(limit);
  }

  @Override
  public ObjectList<T> list(CallGeneratorParams params) throws ApiException {
    lastCallNanos = nanoTime.getAsLong();
    if (nanoTime.getAsLong() - listNotBeforeNanos < 0) {
      throw new ApiException("not listed again yet");
    }
    try {
      ObjectList<T> objects = listNow();
      failures = 0;
      watchNotBeforeNanos = nanoTime.getAsLong();
      log.works();
      return objects;
    } catch (JsonSyntaxException e) {
      throw failed(new ApiException(e));
    } catch (ApiException e) {
      throw failed(e);
    }
  }

  private ApiException failed(ApiException e) {
    long delay = 1L << Math.min(failures++, MAX_DOUBLINGS);
    // the informer asks every second: a little less, or every other question is in vain
    listNotBeforeNanos =
        nanoTime.getAsLong() + TimeUnit.SECONDS.toNanos(delay) - TimeUnit.MILLISECONDS.toNanos(100);
    log.fails("list", e);
    return e;
  }

  private ObjectList<T> listNow() throws ApiException {
    List<T> objects = new ArrayList<>();
    Map<String, String> query = new HashMap<>(Map.of("limit", PAGE_SIZE));
    while (true) {
      ObjectPage page = calls.list(resource.collectionPath(""), query, decoder, objects::add);
      lastCallNanos = nanoTime.getAsLong();
      if (page.next().isEmpty()) {
        return new ObjectList<>(
            new V1ListMeta().resourceVersion(page.resourceVersion()), List.copyOf(objects));
      }
      query.put("continue", page.next());
    }
  }

  @Override
  public Watchable<T> watch(CallGeneratorParams params) throws ApiException {
    lastCallNanos = nanoTime.getAsLong();
    if (nanoTime.getAsLong() - watchNotBeforeNanos < 0) {
      throw new ApiException("the last watch ended as soon as it began");
    }
    watchNotBeforeNanos = nanoTime.getAsLong() + SHORTEST_WATCH_NANOS;
    long seconds = limits.nextSeconds();
    Map<String, String> query = new HashMap<>();
    query.put("timeoutSeconds", Long.toString(seconds));
    query.put("watch", "true");
    query.put("allowWatchBookmarks", "true");
    if (params.resourceVersion != null) {
      query.put("resourceVersion", params.resourceVersion);
    }
    try {
      return calls.watch(
          resource.collectionPath(""), query, seconds + limits.graceSeconds(), decoder);
    } catch (ApiException e) {
      if (e.getCode() != HttpURLConnection.HTTP_GONE) { // a list follows, and that is all
        log.fails("watch", e);
      }
      throw e;
    }
  }
}
