package io.flatnet.controllers.store;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.ApiResponse;
import io.kubernetes.client.openapi.Pair;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/**
 * Single requests to an API server with a deadline each. {@code GenericKubernetesApi} is not used:
 * its {@code updateStatus} is a JSON patch without the resourceVersion, so it overwrites what
 * others wrote since, and its failures to connect are {@code IllegalStateException}s.
 */
public final class ApiCalls {
  private static final String[] AUTHENTICATIONS = {"BearerToken"};

  private final ApiClient client;
  private final Duration timeout;

  /** Requests through this client that end after {@code timeout} at the latest. */
  public ApiCalls(ApiClient client, Duration timeout) {
    this.client = client;
    this.timeout = timeout;
  }

  /**
   * Sends one request and reads its answer.
   *
   * @throws ApiException when the server refuses it (its code) or does not answer (code 0)
   */
  public <T> T send(
      String method,
      String path,
      Map<String, String> query,
      @Nullable Object body,
      String contentType,
      Class<T> answer)
      throws ApiException {
    Call call = build(method, path, query, body, contentType);
    call.timeout().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    ApiResponse<T> response = client.execute(call, answer);
    return response.getData();
  }

  /** A request without a deadline, for a watch. */
  public Call watch(String path, Map<String, String> query) throws ApiException {
    return build("GET", path, query, null, "application/json");
  }

  /** The client that carries the requests. */
  public ApiClient client() {
    return client;
  }

  // The client of the generator is not null-marked: an absent body and callback are null there.
  @SuppressWarnings("NullAway")
  private Call build(
      String method,
      String path,
      Map<String, String> query,
      @Nullable Object body,
      String contentType)
      throws ApiException {
    List<Pair> parameters =
        query.entrySet().stream().map(entry -> new Pair(entry.getKey(), entry.getValue())).toList();
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/json");
    headers.put("Content-Type", contentType);
    return client.buildCall(
        client.getBasePath(),
        path,
        method,
        parameters,
        List.of(),
        body,
        headers,
        new HashMap<>(),
        new HashMap<>(),
        AUTHENTICATIONS,
        null);
  }
}
