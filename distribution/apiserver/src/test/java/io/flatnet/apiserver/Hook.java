package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A webhook whose answers a test decides, and which remembers what a test asked it. */
final class Hook implements AutoCloseable {
  /** The Service whose name is in its certificate. */
  static final String SERVICE = "contract-hook";

  private static final JsonMapper JSON = new JsonMapper();

  /** What kube-controller-manager puts into a new namespace, at some time after its creation. */
  private static final Set<String> OF_EVERY_NAMESPACE = Set.of("kube-root-ca.crt", "default");

  private final ServerCertificate certificate =
      ServerCertificate.create("localhost", SERVICE + ".default.svc");
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger probes = new AtomicInteger();
  private volatile Function<JsonNode, String> verdict = request -> "'allowed':true";

  Hook() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(certificate.keyStore(), new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(context));
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/probe", this::probe);
    server.createContext("/validate", this::validate);
    server.setExecutor(threads);
    server.start();
  }

  /**
   * Has it answer so from now on.
   *
   * @param answer the fields of a response to a request, without the UID, in single quotes
   */
  void answer(Function<JsonNode, String> answer) {
    verdict = answer;
  }

  /** What it was asked, in order. */
  List<JsonNode> requests() {
    return List.copyOf(requests);
  }

  /** How often it was asked about probes. */
  int probes() {
    return probes.get();
  }

  /** Forgets what it was asked. */
  void forget() {
    requests.clear();
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String path) {
    return "https://127.0.0.1:" + port() + path;
  }

  /** Its certificate, which is its own authority, as a {@code caBundle}. */
  String bundle() {
    return Base64.getEncoder().encodeToString(certificate.pem().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void probe(HttpExchange exchange) {
    JsonNode request = read(exchange);
    probes.incrementAndGet();
    respond(exchange, request, "'allowed':true");
  }

  private void validate(HttpExchange exchange) {
    JsonNode request = read(exchange);
    if (OF_EVERY_NAMESPACE.contains(request.path("name").asText())) {
      respond(exchange, request, "'allowed':true");
      return;
    }
    requests.add(request);
    respond(exchange, request, verdict.apply(request));
  }

  private static JsonNode read(HttpExchange exchange) {
    try {
      return JSON.readTree(exchange.getRequestBody()).path("request");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void respond(HttpExchange exchange, JsonNode request, String fields) {
    try (exchange) {
      ObjectNode response = (ObjectNode) JSON.readTree(Widgets.json("{" + fields + "}"));
      if (!response.has("uid")) {
        response.set("uid", request.path("uid"));
      }
      ObjectNode review = JSON.createObjectNode();
      review.put("kind", "AdmissionReview").put("apiVersion", "admission.k8s.io/v1");
      review.set("response", response);
      byte[] body = JSON.writeValueAsBytes(review);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
