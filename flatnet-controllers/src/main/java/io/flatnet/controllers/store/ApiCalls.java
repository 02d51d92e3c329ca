package io.flatnet.controllers.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.gson.JsonSyntaxException;
import io.flatnet.api.wire.WireJson;
import io.flatnet.api.wire.WireObject;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Single requests to an API server with a deadline each. {@code GenericKubernetesApi} is not used:
 * its {@code updateStatus} is a JSON patch without the resourceVersion, so it overwrites what
 * others wrote since, and its failures to connect are {@code IllegalStateException}s.
 */
public final class ApiCalls {
  private static final String JSON_TYPE = "application/json";
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
    Call call = build(method, path, query, body, contentType, Map.of());
    call.timeout().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    if (!WireObject.class.isAssignableFrom(answer)) {
      return client.<T>execute(call, answer).getData();
    }
    ObjectDecoder<T> decoder = ObjectDecoder.of(answer);
    return receive(
        call,
        answered -> {
          try (JsonParser parser = ObjectPage.JSON.createParser(answered)) {
            parser.nextToken();
            return decoder.decode(parser);
          }
        });
  }

  /**
   * Asks for a page of a list and reads it an object at a time.
   *
   * @param each takes the objects, on this thread; what it got before an error is not the whole
   *     page
   * @throws ApiException when the server refuses it (its code) or does not answer (code 0)
   * @throws JsonSyntaxException when the answer is no such list
   */
  public <T> ObjectPage list(
      String path, Map<String, String> query, ObjectDecoder<T> decoder, Consumer<T> each)
      throws ApiException {
    return list(path, query, Map.of(), decoder, each);
  }

  /**
   * The same with other headers than usual.
   *
   * @param headers by name, such as an {@code Accept} of the server's other representations
   */
  public <T> ObjectPage list(
      String path,
      Map<String, String> query,
      Map<String, String> headers,
      ObjectDecoder<T> decoder,
      Consumer<T> each)
      throws ApiException {
    Call call = build("GET", path, query, null, JSON_TYPE, headers);
    call.timeout().timeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
    return receive(call, answered -> ObjectPage.read(answered, decoder, each));
  }

  /**
   * Begins a watch, which has no deadline but the call's own.
   *
   * @param seconds when the call ends at the latest
   * @throws ApiException when the server refuses it (its code) or does not answer (code 0)
   */
  public <T> ObjectWatch<T> watch(
      String path, Map<String, String> query, long seconds, ObjectDecoder<T> decoder)
      throws ApiException {
    Call call = build("GET", path, query, null, JSON_TYPE, Map.of());
    call.timeout().timeout(seconds, TimeUnit.SECONDS);
    try {
      Response response = call.execute();
      if (!response.isSuccessful()) {
        try (response) {
          throw refused(response);
        }
      }
      return new ObjectWatch<>(call, response, decoder);
    } catch (IOException e) {
      throw new ApiException(e);
    }
  }

  /** Reads an answer. */
  @FunctionalInterface
  private interface AnswerReader<R> {
    R read(InputStream answer) throws IOException;
  }

  private static <R> R receive(Call call, AnswerReader<R> reader) throws ApiException {
    try (Response response = call.execute()) {
      if (!response.isSuccessful()) {
        throw refused(response);
      }
      return reader.read(response.body().byteStream());
    } catch (JsonProcessingException e) {
      throw new JsonSyntaxException(e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ApiException(e);
    }
  }

  private static ApiException refused(Response response) throws IOException {
    return new ApiException(
        response.message(),
        response.code(),
        response.headers().toMultimap(),
        response.body().string());
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
      String contentType,
      Map<String, String> more)
      throws ApiException {
    List<Pair> parameters =
        query.entrySet().stream().map(entry -> new Pair(entry.getKey(), entry.getValue())).toList();
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", JSON_TYPE);
    headers.put("Content-Type", contentType);
    headers.putAll(more);
    return client.buildCall(
        client.getBasePath(),
        path,
        method,
        parameters,
        List.of(),
        body instanceof WireObject object ? bytes(object) : body,
        headers,
        new HashMap<>(),
        new HashMap<>(),
        AUTHENTICATIONS,
        null);
  }

  /** Our own objects in one pass; through the client's Gson it would be three. */
  private static byte[] bytes(WireObject object) {
    try {
      return WireJson.writeBytes(object);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cannot write " + object + ": " + e.getMessage(), e);
    }
  }
}
