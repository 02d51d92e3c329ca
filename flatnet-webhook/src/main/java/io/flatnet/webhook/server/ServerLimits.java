package io.flatnet.webhook.server;

import java.time.Duration;

/**
 * What one client, or all of them, may take of a {@link WebhookServer}.
 *
 * @param bodyBytes the largest body; beyond it 413
 * @param headerBytes the largest head of a request; beyond it 431, and beyond four times as much in
 *     HTTP/2 the end of the connection
 * @param allBodyBytes all bodies that are held at one time; beyond it 429. A byte of a body takes
 *     up to ten bytes of heap for what clusters have, and up to 75 MB a body for what was made to
 *     hurt
 * @param concurrentReviews reviews that are judged at one time; beyond it 429
 * @param connections open connections; beyond it one that does nothing is closed for a new one
 * @param firstRequest from a connection's beginning to the end of its first request's head, however
 *     the bytes drip
 * @param idle how long a connection may wait for its next request. Longer than the 90 s after which
 *     the API server closes one itself, so that none is closed while a request is on its way
 * @param request from the end of a request's head to its answer; then 408 to who did not send the
 *     body, or a denial that asks to try again
 */
public record ServerLimits(
    int bodyBytes,
    int headerBytes,
    int allBodyBytes,
    int concurrentReviews,
    int connections,
    Duration firstRequest,
    Duration idle,
    Duration request) {
  private static final int MIB = 1 << 20;

  /**
   * For the API servers of one cluster: 8 MiB a body, as object and old object may have 3 MiB each;
   * 10 s a request.
   */
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          8 * MIB,
          16 << 10,
          32 * MIB,
          64,
          1_024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(120),
          Duration.ofSeconds(10));

  /**
   * Checks the limits.
   *
   * @throws IllegalArgumentException if a limit is not positive, or all bodies together are less
   *     than one may be
   */
  public ServerLimits {
    positive("bodyBytes", bodyBytes);
    positive("headerBytes", headerBytes);
    positive("concurrentReviews", concurrentReviews);
    positive("connections", connections);
    positive("firstRequest", firstRequest.toMillis());
    positive("idle", idle.toMillis());
    positive("request", request.toMillis());
    if (allBodyBytes < bodyBytes) {
      throw new IllegalArgumentException(
          "cannot use the limit allBodyBytes \""
              + allBodyBytes
              + "\": it must be at least bodyBytes, got "
              + bodyBytes
              + " there; raise it");
    }
  }

  private static void positive(String name, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(
          "cannot use the limit " + name + " \"" + value + "\": it must be positive; raise it");
    }
  }
}
