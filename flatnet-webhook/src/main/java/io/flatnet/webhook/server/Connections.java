package io.flatnet.webhook.server;

import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * Knows the open connections and which of them have a request at work, and closes those that only
 * take a place. Jetty's idle timeout ends with each byte that comes, so a client that drips bytes
 * is never idle to it; here only requests count.
 */
final class Connections implements Connection.Listener {
  private static final int LOOKS_PER_LIMIT = 4;

  private final ServerLimits limits;
  private final Map<EndPoint, State> open = new ConcurrentHashMap<>();

  Connections(ServerLimits limits) {
    this.limits = limits;
  }

  private static final class State {
    private long sinceNanos = System.nanoTime();
    private int atWork;
    private boolean everUsed;

    synchronized void begin() {
      atWork++;
      everUsed = true;
    }

    synchronized void end() {
      atWork--;
      sinceNanos = System.nanoTime();
    }

    /** How long it has done nothing; empty while it works. */
    synchronized Optional<Long> uselessNanos() {
      return atWork > 0 ? Optional.empty() : Optional.of(System.nanoTime() - sinceNanos);
    }

    synchronized boolean isEverUsed() {
      return everUsed;
    }
  }

  /** A request at work on a connection, until it is closed. */
  static final class Use implements AutoCloseable {
    private final State state;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Use(State state) {
      this.state = state;
      state.begin();
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        state.end();
      }
    }
  }

  /** Says that a request has begun on a connection. */
  Use use(Connection connection) {
    State state = open.get(transport(connection.getEndPoint()));
    return new Use(state == null ? new State() : state); // closed a moment ago
  }

  int count() {
    return open.size();
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection) { // the first of an end point; others are inside it
      open.put(connection.getEndPoint(), new State());
      while (open.size() > limits.connections() && closeMostUseless()) {
        // One goes for one that comes, unless many come at once.
      }
    }
  }

  @Override
  public void onClosed(Connection connection) {
    if (connection instanceof SslConnection) {
      open.remove(connection.getEndPoint());
    }
  }

  /** How often {@link #closeOverdue} is to be called. */
  Duration lookEvery() {
    boolean isFirstShorter = limits.firstRequest().compareTo(limits.idle()) < 0;
    return (isFirstShorter ? limits.firstRequest() : limits.idle()).dividedBy(LOOKS_PER_LIMIT);
  }

  /** Closes those that have done nothing for too long. */
  void closeOverdue() {
    open.forEach(
        (endPoint, state) -> {
          if (isOverdue(state)) {
            endPoint.close();
          }
        });
  }

  /** A used one gets a little more than Jetty's idle timeout, which says good-bye in HTTP/2. */
  private boolean isOverdue(State state) {
    long limit =
        state.isEverUsed()
            ? limits.idle().plus(limits.firstRequest()).toNanos()
            : limits.firstRequest().toNanos();
    return state.uselessNanos().filter(nanos -> nanos > limit).isPresent();
  }

  /**
   * One that has never had a request goes first, then the one whose last request is longest ago.
   */
  private boolean closeMostUseless() {
    Optional<EndPoint> useless =
        open.entrySet().stream()
            .filter(entry -> entry.getValue().uselessNanos().isPresent())
            .max(
                Comparator.comparing(
                        (Map.Entry<EndPoint, State> entry) -> !entry.getValue().isEverUsed())
                    .thenComparing(entry -> entry.getValue().uselessNanos().orElse(0L)))
            .map(Map.Entry::getKey);
    useless.ifPresent(
        endPoint -> {
          open.remove(endPoint); // at once: its close is told later
          endPoint.close();
        });
    return useless.isPresent();
  }

  private static EndPoint transport(EndPoint endPoint) {
    return endPoint instanceof SslConnection.SslEndPoint ssl
        ? ssl.getSslConnection().getEndPoint()
        : endPoint;
  }
}
