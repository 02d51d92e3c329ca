package io.flatnet.apiserver;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Starts watches. */
final class Watches {
  /** The real server ends a watch after half an hour to an hour. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(30);

  private final ObjectStore store;
  private final AtomicInteger running = new AtomicInteger();

  Watches(ObjectStore store) {
    this.store = store;
  }

  /** How many watches have a client. */
  int running() {
    return running.get();
  }

  /**
   * Starts a watch.
   *
   * @throws ApiFailure if its parameters do not fit together
   */
  Reply.Stream watch(Selection selection, ApiRequest request) {
    boolean initialEvents = request.flag("sendInitialEvents");
    boolean bookmarks = request.flag("allowWatchBookmarks");
    if (request.query().containsKey("sendInitialEvents")
        && !request.parameter("resourceVersionMatch").equals("NotOlderThan")) {
      throw ApiFailure.badRequest(
          "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }
    long revision = request.number("resourceVersion").orElse(0);
    Duration timeout =
        request.number("timeoutSeconds").stream()
            .mapToObj(Duration::ofSeconds)
            .findFirst()
            .orElse(DEFAULT_TIMEOUT);
    boolean fromNow = revision == 0 || initialEvents;
    WatchSession.Start start =
        new WatchSession.Start(revision, fromNow, initialEvents && bookmarks);
    return new WatchSession(store, selection, start, bookmarks, timeout, running);
  }
}
