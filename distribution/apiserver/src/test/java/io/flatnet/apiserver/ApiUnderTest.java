package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** An API server as the contract sees it: raw HTTP beside the official client. */
final class ApiUnderTest {
  static final String MERGE = "application/merge-patch+json";
  static final String JSON_PATCH = "application/json-patch+json";
  private static final JsonMapper JSON = new JsonMapper();

  private final ApiClient client;
  private final OkHttpClient http;
  private final @Nullable String token;

  private ApiUnderTest(ApiClient client, @Nullable String token) {
    this.client = client;
    this.http = client.getHttpClient().newBuilder().readTimeout(Duration.ofSeconds(30)).build();
    this.token = token;
  }

  static ApiUnderTest of(Path kubeconfig) {
    try (Reader reader = Files.newBufferedReader(kubeconfig)) {
      KubeConfig config = KubeConfig.loadKubeConfig(reader);
      ApiClient client = ClientBuilder.kubeconfig(config).build();
      var credentials = config.getCredentials();
      return new ApiUnderTest(
          client, credentials == null ? null : credentials.get(KubeConfig.CRED_TOKEN_KEY));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The official client. */
  ApiClient client() {
    return client;
  }

  /**
   * An answer.
   *
   * @param code the HTTP status code
   * @param body the JSON, or the text as a JSON string
   * @param warnings the {@code Warning} headers
   */
  record Answer(int code, JsonNode body, List<String> warnings) {
    String reason() {
      return body.path("reason").asText();
    }

    String message() {
      return body.path("message").asText();
    }

    String resourceVersion() {
      return body.path("metadata").path("resourceVersion").asText();
    }

    String uid() {
      return body.path("metadata").path("uid").asText();
    }
  }

  Answer get(String path) {
    return send(request(path).get());
  }

  /**
   * Waits until the server's cache has an object as it is now. kube-apiserver asks webhooks about a
   * change of what its cache has, and once more where that was outdated.
   */
  void awaitCached(String path) {
    Answer cached = get(path + "?resourceVersion=" + get(path).resourceVersion());
    if (cached.code() != 200) {
      throw new IllegalStateException("not in the cache: " + cached);
    }
  }

  Answer get(String path, String accept) {
    return send(request(path).header("Accept", accept).get());
  }

  Answer post(String path, String body) {
    return send(request(path).post(body(body, "application/json")));
  }

  Answer put(String path, JsonNode body) {
    return send(request(path).put(body(body.toString(), "application/json")));
  }

  Answer patch(String path, String contentType, String body) {
    return send(request(path).patch(body(body, contentType)));
  }

  Answer delete(String path) {
    return send(request(path).delete());
  }

  Answer delete(String path, String options) {
    return send(request(path).delete(body(options, "application/json")));
  }

  /** A namespace of its own for a test. */
  String newNamespace() {
    String name = "contract-" + UUID.randomUUID().toString().substring(0, 8);
    Answer answer =
        post("/api/v1/namespaces", "{'metadata':{'name':'%s'}}".formatted(name).replace('\'', '"'));
    if (answer.code() != 201) {
      throw new IllegalStateException("no namespace: " + answer);
    }
    return name;
  }

  /** The events of a watch, in order. */
  Events watch(String path) {
    Call call = http.newCall(request(path).get().build());
    try {
      return new Events(call.execute());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A watch that runs. */
  static final class Events implements AutoCloseable {
    private final Response response;
    private final BufferedReader lines;

    Events(Response response) {
      this.response = response;
      this.lines =
          new BufferedReader(
              new InputStreamReader(response.body().byteStream(), StandardCharsets.UTF_8));
    }

    int code() {
      return response.code();
    }

    /** The next event; null when the server has ended the watch. */
    @Nullable JsonNode next() {
      try {
        String line = lines.readLine();
        return line == null ? null : JSON.readTree(line);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The next event as {@code TYPE name}. */
    String nextText() {
      JsonNode event = next();
      return event == null
          ? "end"
          : event.path("type").asText()
              + " "
              + event.path("object").path("metadata").path("name").asText();
    }

    @Override
    public void close() {
      response.close();
    }
  }

  private Request.Builder request(String path) {
    Request.Builder request = new Request.Builder().url(client.getBasePath() + path);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private Answer send(Request.Builder request) {
    try (Response response = http.newCall(request.build()).execute()) {
      String text = response.body().string();
      boolean json = text.startsWith("{") || text.startsWith("[");
      return new Answer(
          response.code(),
          json ? JSON.readTree(text) : JSON.getNodeFactory().textNode(text),
          response.headers("Warning"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Bodies without a charset, which the real server would not know as a patch. */
  private static RequestBody body(String text, String contentType) {
    return RequestBody.create(text.getBytes(StandardCharsets.UTF_8), MediaType.parse(contentType));
  }
}
