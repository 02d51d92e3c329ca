package io.flatnet.controllers;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.flatnet.api.macvlan.Macvlan;
import io.flatnet.api.macvlan.MacvlanIP;
import io.flatnet.api.macvlan.MacvlanSubnet;
import io.flatnet.controllers.cache.CacheIndex;
import io.flatnet.controllers.cache.InformerCache;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.migrate.OldResources;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.Failures;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.controllers.subnet.OldAddresses;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.ApiException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The caches of the old system's resources, which most clusters do not have: the API server is
 * asked now and then, and only what it has is listed and watched. Until it has answered, and then
 * until that is listed, nobody knows which addresses old pods have, so no address is given. What
 * was listed once stays known while nothing can be listed or watched: an address that an old pod
 * had then is not given before its MacvlanIP is seen to be gone.
 */
final class OldSystem implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OldSystem.class);
  private static final Duration UNKNOWN_RETRY = Duration.ofSeconds(1);
  private static final Duration ABSENT_RETRY = Duration.ofSeconds(30);

  private final ApiCalls calls;
  private final Executor workers;
  private final ScheduledExecutorService timer;
  private final OptionalCache<MacvlanSubnet> subnets;
  private final OptionalCache<MacvlanIP> addresses;
  private final OldAddresses known;
  private String said = "";

  OldSystem(ApiCalls calls, Executor workers, ScheduledExecutorService timer) {
    this.calls = calls;
    this.workers = workers;
    this.timer = timer;
    subnets = new OptionalCache<>(calls, OldResources.SUBNETS);
    addresses = new OptionalCache<>(calls, OldResources.ADDRESSES);
    known = new OldAddresses(subnets, addresses);
  }

  OldAddresses addresses() {
    return known;
  }

  /** The resources of which it is not known whether they are there, or what is in them. */
  Stream<String> missing() {
    return Stream.of(subnets, addresses)
        .filter(cache -> !cache.isSynced())
        .map(OptionalCache::name);
  }

  /** The resources that are there and that nothing watches any more, though it should. */
  Stream<String> dead() {
    return Stream.of(subnets, addresses).filter(OptionalCache::isDead).map(OptionalCache::name);
  }

  /** Begins to ask. Returns at once. */
  void start() {
    later(Duration.ZERO);
  }

  private void later(Duration delay) {
    var _ =
        timer.schedule(() -> workers.execute(this::look), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void look() {
    Duration next = UNKNOWN_RETRY;
    try {
      JsonObject resources =
          calls.send(
              "GET",
              "/apis/" + Macvlan.API_VERSION,
              Map.of(),
              null,
              "application/json",
              JsonObject.class);
      subnets.found(has(resources, Macvlan.SUBNET_PLURAL));
      addresses.found(has(resources, Macvlan.IP_PLURAL));
      next = ABSENT_RETRY;
    } catch (ApiException e) {
      if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        subnets.found(false);
        addresses.found(false);
        next = ABSENT_RETRY;
      } else {
        say(((Outcome.Failure<?>) Failures.of(e, "get", "/apis/" + Macvlan.API_VERSION)).message());
      }
    } catch (JsonParseException | IllegalStateException | UnsupportedOperationException e) {
      say("cannot get /apis/" + Macvlan.API_VERSION + ": " + e.getMessage());
    }
    if (!subnets.isStarted() || !addresses.isStarted()) {
      try {
        later(next);
      } catch (RejectedExecutionException _) {
        log.debug("closed meanwhile");
      }
    }
  }

  /** One thread after the other comes here, each once the one before has planned the next look. */
  private void say(String why) {
    if (!why.equals(said)) {
      said = why;
      log.warn(
          "{}; no address is given until it is known whether pods of the old system have any;"
              + " trying again",
          why);
    }
  }

  private static boolean has(JsonObject resources, String plural) {
    return resources.get("resources") instanceof JsonArray all
        && all.asList().stream()
            .anyMatch(
                one ->
                    one instanceof JsonObject object
                        && object.has("name")
                        && object.get("name").getAsString().equals(plural));
  }

  @Override
  public void close() {
    subnets.close();
    addresses.close();
  }

  /** A cache that is empty, and full, where the API server does not have the resource. */
  private static final class OptionalCache<T extends KubernetesObject>
      implements ObservedCache<T>, AutoCloseable {
    private final InformerCache<T> cache;
    private boolean absent;
    private boolean started;
    private boolean closed;

    OptionalCache(ApiCalls calls, ResourceType<T> type) {
      cache = new InformerCache<>(calls, type, Slim::managedFields);
    }

    synchronized void found(boolean present) {
      absent = !present && !started;
      if (present && !started && !closed) {
        started = true;
        log.info("there are {}: their addresses are given to nobody else", cache.name());
        cache.start();
      }
    }

    String name() {
      return cache.name();
    }

    synchronized boolean isDead() {
      return started && !closed && !cache.isAlive();
    }

    synchronized boolean isStarted() {
      return started;
    }

    @Override
    public synchronized boolean isSynced() {
      return absent || (started && cache.isSynced());
    }

    @Override
    public void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {
      cache.onChange(listener);
    }

    @Override
    public Optional<T> get(ObjectKey key) {
      return cache.get(key);
    }

    @Override
    public List<T> list() {
      return cache.list();
    }

    @Override
    public List<T> inNamespace(String namespace) {
      return cache.inNamespace(namespace);
    }

    @Override
    public void keep(CacheIndex<T> index) {
      cache.keep(index);
    }

    @Override
    public List<T> having(CacheIndex<T> index, String value) {
      return cache.having(index, value);
    }

    @Override
    public synchronized void close() {
      closed = true;
      if (started) {
        cache.close();
      }
    }
  }
}
