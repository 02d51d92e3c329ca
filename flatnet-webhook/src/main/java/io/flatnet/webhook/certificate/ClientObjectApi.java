package io.flatnet.webhook.certificate;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSyntaxException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * The official client's connection, without its types, which refuse fields that they do not know.
 */
final class ClientObjectApi implements ObjectApi {
  private static final int NOT_FOUND = 404;
  private static final int CONFLICT = 409;
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final String[] AUTHENTICATIONS = {"BearerToken"};

  private final ApiClient client;

  ClientObjectApi(ApiClient client) {
    this.client = client;
  }

  @Override
  public Optional<JsonObject> get(String path) throws ApiException {
    return send("GET", path, null, Set.of(NOT_FOUND));
  }

  @Override
  public Optional<JsonObject> create(String collection, JsonObject object) throws ApiException {
    return send("POST", collection, object, Set.of(CONFLICT));
  }

  @Override
  public Optional<JsonObject> replace(String path, JsonObject object) throws ApiException {
    return send("PUT", path, object, Set.of(CONFLICT, NOT_FOUND));
  }

  private Optional<JsonObject> send(
      String method, String path, @Nullable JsonObject body, Set<Integer> expected)
      throws ApiException {
    Call call = build(method, path, body);
    call.timeout().timeout(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    try (Response response = call.execute()) {
      String text = response.body().string();
      if (response.isSuccessful()) {
        return Optional.of(JsonParser.parseString(text).getAsJsonObject());
      }
      if (expected.contains(response.code())) {
        return Optional.empty();
      }
      throw new ApiException(
          "cannot "
              + method
              + " "
              + path
              + ": the API server answered "
              + response.code()
              + " "
              + message(text),
          response.code(),
          Map.of(),
          "");
    } catch (IOException | JsonSyntaxException | IllegalStateException e) {
      throw new ApiException("cannot " + method + " " + path + ": " + e, e, 0, Map.of());
    }
  }

  /** What a Status object says; our own requests, with the keys in them, are not in it. */
  private static String message(String status) {
    try {
      return JsonParser.parseString(status) instanceof JsonObject object
              && object.get("message") instanceof JsonPrimitive message
          ? message.getAsString()
          : "";
    } catch (JsonSyntaxException e) {
      return "";
    }
  }

  // The client of the generator is not null-marked: an absent body and callback are null there.
  @SuppressWarnings("NullAway")
  private Call build(String method, String path, @Nullable JsonObject body) throws ApiException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/json");
    headers.put("Content-Type", "application/json");
    return client.buildCall(
        client.getBasePath(),
        path,
        method,
        List.of(),
        List.of(),
        body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8),
        headers,
        new HashMap<>(),
        new HashMap<>(),
        AUTHENTICATIONS,
        null);
  }
}
