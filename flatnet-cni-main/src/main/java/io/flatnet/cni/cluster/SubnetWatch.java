package io.flatnet.cni.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.cni.Cancellation;
import io.flatnet.cni.CniFailure;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows which generation each subnet has, so that what was read of one can be kept until its spec
 * changes. A subnet's status holds its ledger, megabytes that change with every address given
 * anywhere: so only metadata is asked for, and a status without a new generation is passed by.
 *
 * <p>The watch that stays open is also what tells whether the API server is in reach.
 *
 * <p>One thread from {@link #start} to {@link #close}. Thread-safe.
 */
final class SubnetWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SubnetWatch.class);

  /** A server that does not know it sends whole objects, which do as well. */
  private static final String METADATA =
      "application/json;as=PartialObjectMetadata%s;g=meta.k8s.io;v=v1,application/json";

  /** A connection that ended without a word is seen after this at the latest. */
  private static final Duration LONGEST_WATCH = Duration.ofMinutes(5);

  private static final Duration SHORTEST_WATCH = Duration.ofMinutes(4);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);
  private static final long GONE = -1;

  private final ClusterClient client;
  private final String path;
  private final Cancellation closing = Cancellation.unwatched();
  private final Thread thread;
  private final Map<String, Long> generations = new ConcurrentHashMap<>();
  private volatile boolean live;
  private volatile @Nullable CniFailure problem;

  /**
   * @param client stays the caller's
   * @param path of the subnets
   */
  SubnetWatch(ClusterClient client, String path) {
    this.client = client;
    this.path = path;
    this.thread = Thread.ofPlatform().daemon().name("flatnet-subnets").unstarted(this::follow);
  }

  void start() {
    thread.start();
  }

  /** The generation that a subnet has now; empty when it is not known. */
  Optional<Long> generation(String name) {
    return live ? Optional.ofNullable(generations.get(name)) : Optional.empty();
  }

  /**
   * Goes on only if the watch is open.
   *
   * @throws CniFailure saying why it is not
   */
  void requireLive() throws CniFailure {
    CniFailure known = problem;
    if (live) {
      return;
    }
    if (known != null) {
      throw known;
    }
    client.get(path + "?limit=1"); // the watch has not been tried yet
  }

  private void follow() {
    Duration pause = FIRST_PAUSE;
    String version = "";
    while (!closing.isCancelled()) {
      try {
        version = version.isEmpty() ? list() : version;
        live = true;
        problem = null;
        pause = FIRST_PAUSE;
        version = watch(version);
      } catch (CniFailure e) {
        live = false;
        version = "";
        problem = e;
        pause = waitAfter(e, pause);
      }
    }
    live = false;
  }

  private Duration waitAfter(CniFailure failure, Duration pause) {
    if (!closing.isCancelled()) {
      LOG.warn("subnets are not watched: {}", failure.message());
      try {
        closing.await(pause);
      } catch (CniFailure e) {
        LOG.debug("told to stop", e);
        closing.cancel();
      }
    }
    Duration next = pause.multipliedBy(2);
    return next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
  }

  private String list() throws CniFailure {
    JsonNode list =
        client
            .get(path, METADATA.formatted("List"))
            .orElseThrow(
                () ->
                    new CniFailure(
                        WellKnownError.TRY_AGAIN_LATER,
                        "the cluster does not know FlatNetworkSubnets; install their definition"));
    generations.clear();
    for (JsonNode item : list.path("items")) {
      note(item);
    }
    return ClusterAddressSource.text(list.path("metadata"), "resourceVersion");
  }

  /** Returns the version to go on from; empty when a new list is needed. */
  private String watch(String version) throws CniFailure {
    Duration length =
        Duration.ofMillis(
            ThreadLocalRandom.current()
                .nextLong(SHORTEST_WATCH.toMillis(), LONGEST_WATCH.toMillis()));
    String from =
        "%s?watch=true&allowWatchBookmarks=true&resourceVersion=%s&timeoutSeconds=%d"
            .formatted(path, version, length.toSeconds());
    Position position = new Position(version);
    client.watch(
        from,
        METADATA.formatted(""),
        event -> take(event, position),
        length.plusSeconds(10),
        closing);
    return position.version;
  }

  /** How far a watch came; empty when it cannot go on. For one thread. */
  private static final class Position {
    private String version;

    Position(String version) {
      this.version = version;
    }
  }

  /** Returns whether the watch cannot go on. */
  private boolean take(JsonNode event, Position position) {
    JsonNode object = event.path("object");
    String type = ClusterAddressSource.text(event, "type");
    if (type.equals("ERROR")) {
      position.version = ""; // most likely 410: too old
      return true;
    }
    if (type.equals("DELETED")) {
      generations.put(name(object), GONE);
    } else if (!type.equals("BOOKMARK")) {
      note(object);
    }
    position.version = ClusterAddressSource.text(object.path("metadata"), "resourceVersion");
    return false;
  }

  private void note(JsonNode object) {
    generations.put(name(object), generationOf(object));
  }

  static long generationOf(JsonNode object) {
    return object.path("metadata").path("generation").asLong();
  }

  private static String name(JsonNode object) {
    return ClusterAddressSource.text(object.path("metadata"), "name");
  }

  @Override
  public void close() {
    closing.cancel();
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
