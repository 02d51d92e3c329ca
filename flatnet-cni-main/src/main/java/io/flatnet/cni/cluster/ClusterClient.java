package io.flatnet.cni.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.Cancellation;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JSON over HTTP to one API server: read, watch, patch. Thread-safe, and without threads of its
 * own: a request is sent by the thread that makes it, which may do something else until it reads
 * the answer. Connections are kept open for less time than the server keeps them.
 */
final class ClusterClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClusterClient.class);
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);

  /** kube-apiserver closes idle connections after 90 s. */
  private static final long IDLE_NANOS = Duration.ofSeconds(80).toNanos();

  /**
   * Connections that are kept, and requests under way at once, but for watches: more would make
   * connections, each with a handshake, only to close them, and the API server no faster.
   */
  private static final int CONNECTIONS = 8;

  private final URI server;
  private final ApiConnector connector;
  private final ApiRequests requests;
  private final LongAdder sent = new LongAdder();
  private final Semaphore turns = new Semaphore(CONNECTIONS, true);
  private final ConcurrentLinkedDeque<ApiConnection> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  ClusterClient(ClusterAccess access) throws IOException {
    this.server = access.server();
    this.connector = new ApiConnector(access);
    this.requests = new ApiRequests(access);
  }

  /** The object or list at a path; empty if there is none (404). */
  Optional<JsonNode> get(String path) throws CniFailure {
    return get(path, ApiRequests.JSON);
  }

  /** The same in the given form. */
  Optional<JsonNode> get(String path, String accept) throws CniFailure {
    Reply reply = begin(ApiRequests.get(path, accept)).await();
    return reply.status() == 404 ? Optional.empty() : Optional.of(reply.accepted(server));
  }

  /** What creating an object got; the caller looks at 404 and 409 itself. */
  Reply post(String path, JsonNode object) throws CniFailure {
    return begin(ApiRequests.post(path, object)).await();
  }

  /** What a merge patch got; the caller looks at 404 and 409 itself. */
  Reply patch(String path, JsonNode patch) throws CniFailure {
    return beginPatch(path, patch).await();
  }

  /** Sends a merge patch, whose answer is to be awaited. */
  Exchange beginPatch(String path, JsonNode patch) {
    return begin(ApiRequests.patch(path, patch));
  }

  /** How many requests were sent. */
  long requests() {
    return sent.sum();
  }

  /** The body of a success. */
  JsonNode accepted(Reply reply) throws CniFailure {
    return reply.accepted(server);
  }

  private Exchange begin(ApiRequests.Draft draft) {
    Exchange exchange = new Exchange(draft);
    exchange.begin();
    return exchange;
  }

  /**
   * A request under way, which may have met its failure already. Its answer is awaited once: until
   * then it takes up a connection.
   */
  final class Exchange {
    private final ApiRequests.Draft draft;
    private final long endNanos = System.nanoTime() + CALL_TIMEOUT.toNanos();
    private boolean hasTurn;
    private @Nullable CniFailure failure;
    private @Nullable ApiConnection connection;
    private @Nullable ClassicHttpRequest request;

    private Exchange(ApiRequests.Draft draft) {
      this.draft = draft;
    }

    /** A failure to send is that of {@link #await}; over a kept connection it is no failure yet. */
    private void begin() {
      try {
        takeTurn();
        hasTurn = true;
        ApiConnection kept = takeIdle();
        connection = kept == null ? connector.connect(new Socket()) : kept;
        send();
      } catch (CniFailure e) {
        failure = e;
      } catch (IOException e) {
        boolean wasKept = connection != null && connection.isReused();
        drop();
        if (wasKept) {
          LOG.debug("a kept connection is gone", e);
        } else {
          failure = unreachable(String.valueOf(e.getMessage()), e);
        }
      }
    }

    private void send() throws IOException {
      request = requests.of(draft);
      sent.increment();
      Objects.requireNonNull(connection).send(request);
    }

    private void drop() {
      if (connection != null) {
        connection.close();
        connection = null;
      }
    }

    /** The answer, whatever its status but for 401 and 403. */
    Reply await() throws CniFailure {
      try {
        if (failure != null) {
          throw failure;
        }
        ClassicHttpResponse response = receive();
        Reply reply =
            new Reply(
                response.getCode(),
                WireJson.parse(new String(ApiConnection.body(response), StandardCharsets.UTF_8)));
        keep(response);
        reply.requireAllowed(server);
        return reply;
      } catch (JsonProcessingException e) {
        throw unreachable("it answered no JSON", e);
      } catch (IOException e) {
        throw unreachable(String.valueOf(e.getMessage()), e);
      } finally {
        drop();
        if (hasTurn) {
          turns.release();
        }
      }
    }

    /** A kept connection may be gone since: then once more over a new one. */
    private ClassicHttpResponse receive() throws IOException {
      if (connection != null) {
        try {
          return connection.receive(left());
        } catch (SocketTimeoutException e) {
          throw e;
        } catch (IOException e) {
          if (!connection.isReused()) {
            throw e;
          }
          LOG.debug("a kept connection is gone", e);
          drop();
        }
      }
      ApiConnection fresh = connector.connect(new Socket());
      connection = fresh;
      send();
      return fresh.receive(left());
    }

    private Duration left() {
      return Duration.ofNanos(endNanos - System.nanoTime());
    }

    private void keep(ClassicHttpResponse response) {
      ApiConnection used = connection;
      if (used != null && request != null && !closed && used.isKept(request, response)) {
        used.rest(System.nanoTime());
        idle.addFirst(used);
        connection = null;
      }
    }
  }

  /** The one used last, if the server has not closed it by now. */
  private @Nullable ApiConnection takeIdle() {
    ApiConnection connection = idle.pollFirst();
    if (connection != null && System.nanoTime() - connection.idleSinceNanos() > IDLE_NANOS) {
      connection.close();
      closeIdle(); // they rest longer still
      return null;
    }
    return connection;
  }

  private void closeIdle() {
    for (ApiConnection rest = idle.pollFirst(); rest != null; rest = idle.pollFirst()) {
      rest.close();
    }
  }

  /** Waits no longer than for an answer: then those before got none either. */
  private void takeTurn() throws CniFailure {
    try {
      if (!turns.tryAcquire(CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CniFailure(
            WellKnownError.TRY_AGAIN_LATER,
            notReached("the requests before this one have no answer"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable("interrupted", e);
    }
  }

  private CniFailure unreachable(String reason, Throwable cause) {
    return new CniFailure(WellKnownError.TRY_AGAIN_LATER, notReached(reason), cause);
  }

  private String notReached(String reason) {
    return "cannot reach the API server %s: %s; check that it runs and that this node reaches it"
        .formatted(server, reason);
  }

  /** Reads the events of a watch until one is wanted, the server ends it, or the time is over. */
  void watch(String path, Predicate<JsonNode> wanted, Duration timeout, Cancellation cancellation)
      throws CniFailure {
    watch(path, ApiRequests.JSON, wanted, timeout, cancellation);
  }

  /** The same in the given form. */
  void watch(
      String path,
      String accept,
      Predicate<JsonNode> wanted,
      Duration timeout,
      Cancellation cancellation)
      throws CniFailure {
    Socket socket = new Socket();
    Runnable hook = () -> close(socket);
    cancellation.onCancel(hook);
    try (ApiConnection connection = connector.connect(socket)) {
      long end = System.nanoTime() + timeout.toNanos();
      sent.increment();
      connection.send(requests.of(ApiRequests.get(path, accept)));
      ClassicHttpResponse response =
          connection.receive(timeout.compareTo(CALL_TIMEOUT) < 0 ? timeout : CALL_TIMEOUT);
      if (response.getCode() / 100 != 2) {
        String body = new String(ApiConnection.body(response), StandardCharsets.UTF_8);
        new Reply(response.getCode(), WireJson.parse(body)).accepted(server);
      }
      readEvents(connection, response, wanted, end);
    } catch (IOException e) {
      cancellation.check();
      throw unreachable(String.valueOf(e.getMessage()), e);
    } finally {
      cancellation.remove(hook);
    }
  }

  private static void readEvents(
      ApiConnection connection,
      ClassicHttpResponse response,
      Predicate<JsonNode> wanted,
      long endNanos)
      throws IOException {
    HttpEntity entity = response.getEntity();
    if (entity == null) {
      return;
    }
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(entity.getContent(), StandardCharsets.UTF_8));
    try {
      long left = endNanos - System.nanoTime();
      while (left > 0) {
        connection.setPatience(Duration.ofNanos(left));
        String line = lines.readLine();
        if (line == null || (!line.isBlank() && wanted.test(WireJson.parse(line)))) {
          return;
        }
        left = endNanos - System.nanoTime();
      }
    } catch (SocketTimeoutException e) {
      LOG.trace("the time is over, which the caller sees", e);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("cannot close a watch's connection", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    closeIdle();
  }

  /**
   * An answer of the API server.
   *
   * @param status the HTTP status
   * @param body an object, or a {@code Status} with the reason
   */
  record Reply(int status, JsonNode body) {
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    void requireAllowed(URI server) throws CniFailure {
      if (status == UNAUTHORIZED) {
        throw new CniFailure(
            PluginError.API_REFUSED,
            "the API server %s does not know us (401): %s; renew the agent's token or kubeconfig"
                .formatted(server, message()));
      }
      if (status == FORBIDDEN) {
        throw new CniFailure(
            PluginError.API_REFUSED,
            "the API server %s refuses (403): %s; bind the agent's role to its service account"
                .formatted(server, message()));
      }
    }

    /** The body of a success. */
    JsonNode accepted(URI server) throws CniFailure {
      requireAllowed(server);
      if (status / 100 != 2) {
        throw new CniFailure(
            WellKnownError.TRY_AGAIN_LATER,
            "the API server %s answered %d: %s; try again later"
                .formatted(server, status, message()));
      }
      return body;
    }

    private String message() {
      return body.path("message").asText("without a message");
    }
  }
}
