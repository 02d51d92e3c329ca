package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Sends reviews to webhooks over TLS. Thread-safe.
 *
 * <p>Of Services, those of type {@code ExternalName} are called, at that name and the port of the
 * webhook: behind others there is nothing here, as no kube-proxy gives their addresses a meaning.
 * Source: {@code k8s.io/apiserver/pkg/util/webhook/client.go} and {@code
 * k8s.io/kube-aggregator/pkg/apiserver/resolvers.go}.
 */
final class WebhookCaller implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final String SERVICE_DOMAIN = ".svc";

  private final ObjectStore store;
  private final OkHttpClient plain =
      new OkHttpClient.Builder()
          .dns(this::addresses)
          .protocols(List.of(Protocol.HTTP_1_1))
          .followRedirects(false)
          .connectTimeout(Duration.ZERO)
          .readTimeout(Duration.ZERO)
          .writeTimeout(Duration.ZERO)
          .build();
  private final Map<String, OkHttpClient> clients = new HashMap<>();

  WebhookCaller(ObjectStore store) {
    this.store = store;
  }

  /**
   * The {@code response} to a review.
   *
   * @throws IOException if there is none in time, or none that is an answer; the message says why
   */
  JsonNode call(Webhook webhook, ObjectNode review) throws IOException {
    HttpUrl url =
        url(webhook.place())
            .newBuilder()
            .setQueryParameter("timeout", webhook.timeout().toSeconds() + "s")
            .build();
    Request request =
        new Request.Builder()
            .url(url)
            .header("Accept", "application/json")
            .post(RequestBody.create(Json.bytes(review), JSON))
            .build();
    Call call = client(webhook.place().caBundle()).newCall(request);
    call.timeout().timeout(webhook.timeout().toMillis(), TimeUnit.MILLISECONDS);
    try (Response response = call.execute()) {
      byte[] body = response.body().bytes();
      if (!response.isSuccessful()) {
        throw new IOException("the server answered " + response.code());
      }
      return verify(body, review.path("request").path("uid").asText());
    } catch (IOException e) {
      throw new IOException(
          "failed to call webhook: Post \"%s\": %s".formatted(url, e.getMessage()), e);
    }
  }

  private static JsonNode verify(byte[] body, String uid) throws IOException {
    JsonNode answer;
    try {
      answer = Json.parse(ByteBuffer.wrap(body), false);
    } catch (ApiFailure e) {
      throw new IOException(e.getMessage(), e);
    }
    if (!answer.path("kind").asText().equals("AdmissionReview")
        || !answer.path("apiVersion").asText().equals("admission.k8s.io/v1")) {
      throw new IOException(
          "received invalid webhook response: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got "
              + answer.path("apiVersion").asText()
              + ", Kind="
              + answer.path("kind").asText());
    }
    JsonNode response = answer.path("response");
    if (!response.isObject()) {
      throw new IOException("received invalid webhook response: webhook response was absent");
    }
    if (!response.path("uid").asText().equals(uid)) {
      throw new IOException(
          "received invalid webhook response: expected response.uid=\"%s\", got \"%s\""
              .formatted(uid, response.path("uid").asText()));
    }
    return response;
  }

  /** Forgets what it knows of other bundles than these. */
  synchronized void keepOnly(Set<String> bundles) {
    clients
        .entrySet()
        .removeIf(
            client -> {
              boolean unused = !bundles.contains(client.getKey());
              if (unused) {
                client.getValue().connectionPool().evictAll();
              }
              return unused;
            });
  }

  @Override
  public void close() {
    keepOnly(Set.of());
    plain.dispatcher().executorService().shutdown();
  }

  private synchronized OkHttpClient client(String bundle) throws IOException {
    OkHttpClient known = clients.get(bundle);
    if (known != null) {
      return known;
    }
    WebhookTrust trust = WebhookTrust.of(Base64.getDecoder().decode(bundle));
    OkHttpClient client =
        plain
            .newBuilder()
            .connectionPool(new ConnectionPool())
            .sslSocketFactory(trust.sockets(), trust.manager())
            .build();
    clients.put(bundle, client);
    return client;
  }

  private HttpUrl url(Webhook.Place place) {
    Webhook.@Nullable Service service = place.service();
    return service == null
        ? HttpUrl.get(String.valueOf(place.url()))
        : HttpUrl.get(
            "https://%s.%s%s:%d%s"
                .formatted(
                    service.name(),
                    service.namespace(),
                    SERVICE_DOMAIN,
                    service.port(),
                    service.path()));
  }

  /** The addresses of a host; a Service's certificate is for the name that is looked up here. */
  private List<InetAddress> addresses(String host) throws UnknownHostException {
    if (!host.endsWith(SERVICE_DOMAIN)) {
      return List.of(InetAddress.getAllByName(host));
    }
    String[] parts = host.split("\\.", -1);
    ObjectKey key = new ObjectKey(parts[1], parts[0]);
    Optional<StoredObject> service = store.get(BuiltInTypes.SERVICES, key);
    if (service.isEmpty()) {
      throw new UnknownHostException("service \"%s\" not found".formatted(parts[0]));
    }
    JsonNode spec = service.get().tree().path("spec");
    if (!spec.path("type").asText("").equals("ExternalName")) {
      throw new UnknownHostException(
          "the embedded API server reaches only Services of type ExternalName, and %s is of another"
              .formatted(key.path()));
    }
    return List.of(InetAddress.getAllByName(spec.path("externalName").asText()));
  }
}
