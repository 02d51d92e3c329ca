package io.flatnet.cni.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.Cancellation;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * JSON over HTTP to one API server: read, watch, patch. Thread-safe. Connections are kept open for
 * less time than the server keeps them.
 */
final class ClusterClient implements AutoCloseable {
  private static final String JSON = "application/json";
  private static final MediaType OBJECT = MediaType.get(JSON);
  private static final MediaType MERGE_PATCH = MediaType.get("application/merge-patch+json");
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** kube-apiserver closes idle connections after 90 s. */
  private static final long IDLE_SECONDS = 80;

  /**
   * Connections that are kept, and requests under way at once, but for watches: more would make
   * connections, each with a handshake, only to close them, and the API server no faster.
   */
  private static final int CONNECTIONS = 8;

  private final URI server;
  private final OkHttpClient client;
  private final LongAdder requests = new LongAdder();
  private final Semaphore turns = new Semaphore(CONNECTIONS, true);

  ClusterClient(ClusterAccess access) throws IOException {
    this.server = access.server();
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1)) // one request at a time: no streams to juggle
            .connectionPool(new ConnectionPool(CONNECTIONS, IDLE_SECONDS, TimeUnit.SECONDS))
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(Duration.ZERO) // the call's own limit ends it
            .callTimeout(CALL_TIMEOUT)
            .addInterceptor(
                chain -> {
                  requests.increment();
                  return chain.proceed(chain.request());
                });
    Path tokenFile = access.tokenFile();
    String token = access.token();
    if (tokenFile != null) {
      builder.addInterceptor(new BearerToken(tokenFile, System::nanoTime));
    } else if (token != null) {
      builder.addInterceptor(new BearerToken(token));
    }
    if ("https".equals(server.getScheme())) {
      Tls.configure(builder, access);
    }
    this.client = builder.build();
  }

  /** The object or list at a path; empty if there is none (404). */
  Optional<JsonNode> get(String path) throws CniFailure {
    return get(path, JSON);
  }

  /** The same in the given form. */
  Optional<JsonNode> get(String path, String accept) throws CniFailure {
    Reply reply = exchange(request(path).header("Accept", accept).get().build());
    return reply.status() == 404 ? Optional.empty() : Optional.of(reply.accepted(server));
  }

  /** What creating an object got; the caller looks at 404 and 409 itself. */
  Reply post(String path, JsonNode object) throws CniFailure {
    return exchange(request(path).post(RequestBody.create(bytes(object), OBJECT)).build());
  }

  /** How many requests were sent. */
  long requests() {
    return requests.sum();
  }

  /** What a merge patch got; the caller looks at 404 and 409 itself. */
  Reply patch(String path, JsonNode patch) throws CniFailure {
    return exchange(request(path).patch(RequestBody.create(bytes(patch), MERGE_PATCH)).build());
  }

  /** The body of a success. */
  JsonNode accepted(Reply reply) throws CniFailure {
    return reply.accepted(server);
  }

  private static byte[] bytes(JsonNode tree) {
    try {
      return WireJson.writeBytes(tree);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a tree", e);
    }
  }

  private Request.Builder request(String path) {
    return new Request.Builder().url(server + path).header("Accept", JSON);
  }

  private Reply exchange(Request request) throws CniFailure {
    takeTurn();
    try (Response response = client.newCall(request).execute()) {
      Reply reply = new Reply(response.code(), WireJson.parse(response.body().string()));
      reply.requireAllowed(server);
      return reply;
    } catch (JsonProcessingException e) {
      throw unreachable("it answered no JSON", e);
    } catch (IOException e) {
      throw unreachable(String.valueOf(e.getMessage()), e);
    } finally {
      turns.release();
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
    watch(path, JSON, wanted, timeout, cancellation);
  }

  /** The same in the given form. */
  void watch(
      String path,
      String accept,
      Predicate<JsonNode> wanted,
      Duration timeout,
      Cancellation cancellation)
      throws CniFailure {
    Call call = client.newCall(request(path).header("Accept", accept).get().build());
    call.timeout().timeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
    Runnable hook = call::cancel;
    cancellation.onCancel(hook);
    try (Response response = call.execute()) {
      if (!response.isSuccessful()) {
        new Reply(response.code(), WireJson.parse(response.body().string())).accepted(server);
      }
      readEvents(response.body().source(), wanted);
    } catch (InterruptedIOException e) {
      cancellation.check(); // else the time is over, which the caller sees
    } catch (IOException e) {
      cancellation.check();
      throw unreachable(String.valueOf(e.getMessage()), e);
    } finally {
      cancellation.remove(hook);
    }
  }

  private static void readEvents(BufferedSource source, Predicate<JsonNode> wanted)
      throws IOException {
    String line = source.readUtf8Line();
    while (line != null && (line.isBlank() || !wanted.test(WireJson.parse(line)))) {
      line = source.readUtf8Line();
    }
  }

  @Override
  public void close() {
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
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
