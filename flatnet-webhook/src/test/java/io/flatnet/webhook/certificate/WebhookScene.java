package io.flatnet.webhook.certificate;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.ipam.Finding;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import io.flatnet.webhook.server.TlsIdentities;
import io.flatnet.webhook.server.WebhookServer;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * A webhook on loopback that a real API server asks, and a keeper with the operator's own role. It
 * refuses what is called {@code bad}.
 */
final class WebhookScene implements AutoCloseable {
  private static final String SECRETS = "/api/v1/namespaces/cattle-flat-network/secrets/";
  private static final String CONFIGURATIONS =
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/";

  final ObjectApi admin;
  final Queue<AdmissionRequest> asked = new ConcurrentLinkedQueue<>();
  final Queue<TlsIdentity> served = new ConcurrentLinkedQueue<>();
  final CertificateKeeper keeper;
  volatile Instant now = Instant.now();
  private final ApiClient adminClient;
  private final ApiClient operatorClient;
  private final TlsIdentities identities;
  private final WebhookServer server;

  WebhookScene(ControlPlane controlPlane) throws IOException, ApiException {
    adminClient = client(controlPlane, "admin");
    operatorClient = client(controlPlane, "cattle-flat-network/rancher-flat-network-operator");
    admin = new ClientObjectApi(adminClient);
    forget();
    TlsIdentity first =
        Authority.make(Instant.now()).issue(Set.of("nobody.trusts.this"), Instant.now());
    identities = new TlsIdentities(first);
    server =
        WebhookServer.builder(this::judge, identities)
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .start();
    keeper = keeper(this::serve);
  }

  private static ApiClient client(ControlPlane controlPlane, String user) throws IOException {
    try (Reader reader =
        Files.newBufferedReader(controlPlane.kubeconfig(user), StandardCharsets.UTF_8)) {
      return ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build();
    }
  }

  /** One more keeper of the same objects. */
  CertificateKeeper keeper(Consumer<TlsIdentity> consumer) {
    return CertificateKeeper.builder(operatorClient, consumer)
        .target(
            new WebhookTarget.Url(URI.create("https://127.0.0.1:" + server.port() + "/validate")))
        .failurePolicy(FailurePolicy.FAIL)
        .clock(() -> now)
        .build();
  }

  private void serve(TlsIdentity material) {
    identities.exchange(material);
    served.add(material);
  }

  private Verdict judge(AdmissionRequest request) {
    asked.add(request);
    return request.name().equals("bad")
        ? new Verdict.Denied(
            List.of(new Finding("metadata.name", "bad", "must not be \"bad\"", "take another")),
            "this is bad")
        : new Verdict.Allowed(List.of());
  }

  /** How often the API server asked about the object of that name. */
  long asks(String name) {
    return asked.stream().filter(request -> request.name().equals(name)).count();
  }

  /** Whether the API server asks, and trusts the answer. */
  boolean isAsked() {
    try {
      var _ = admin.create(pods("?dryRun=All"), pod("bad", true));
      return false;
    } catch (ApiException e) {
      return String.valueOf(e.getMessage()).contains("this is bad");
    }
  }

  static String pods(String rest) {
    return "/api/v1/namespaces/default/pods" + rest;
  }

  static JsonObject pod(String name, boolean annotated) {
    return json(
        """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "%s", "annotations": %s},
         "spec": {"containers": [{"name": "c", "image": "none.invalid/c"}]}}
        """
            .formatted(name, annotations(annotated)));
  }

  static String annotations(boolean ours) {
    return ours ? "{\"flatnetwork.pandaria.io/subnet\": \"s\"}" : "{\"example.org/a\": \"b\"}";
  }

  static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  JsonObject secret() throws ApiException {
    return admin.get(SECRETS + CertificateKeeper.SECRET_NAME).orElseThrow();
  }

  JsonObject configuration() throws ApiException {
    return admin.get(CONFIGURATIONS + CertificateKeeper.CONFIGURATION_NAME).orElseThrow();
  }

  void delete(String path) throws ApiException {
    try {
      var _ =
          adminClient
              .buildCall(
                  adminClient.getBasePath(),
                  path,
                  "DELETE",
                  List.of(),
                  List.of(),
                  Map.of("kind", "DeleteOptions", "gracePeriodSeconds", 0),
                  new HashMap<>(
                      Map.of("Accept", "application/json", "Content-Type", "application/json")),
                  new HashMap<>(),
                  new HashMap<>(),
                  new String[] {"BearerToken"},
                  null)
              .execute()
              .body()
              .string();
    } catch (IOException e) {
      throw new ApiException(e);
    }
  }

  private void forget() throws ApiException {
    delete(CONFIGURATIONS + CertificateKeeper.CONFIGURATION_NAME);
    delete(SECRETS + CertificateKeeper.SECRET_NAME);
  }

  @Override
  public void close() throws IOException, ApiException {
    keeper.close();
    forget();
    server.close();
  }
}
