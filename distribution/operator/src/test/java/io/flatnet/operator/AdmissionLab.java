package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.TestHome;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import okhttp3.Call;
import okhttp3.Response;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/**
 * A kube-apiserver of its own that asks the shipped operator's webhook over TLS: with certificates
 * that the operator makes, through one address before all replicas, and {@code failurePolicy:
 * Fail}.
 */
final class AdmissionLab implements AutoCloseable {
  static final Path ROOT = Path.of(System.getProperty("flatnet.root", "."));

  /** What a review that denies for a moment is answered with. */
  static final int TRY_AGAIN = 503;

  /** Somebody wrote the object since it was read. */
  static final int CONFLICT = 409;

  private static final String ACCOUNT =
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: default, namespace: default}
      """;

  private static final String SUBNETS =
      "/apis/flatnetwork.pandaria.io/v1/namespaces/cattle-flat-network/flatnetworksubnets";

  private final Path directory;
  private final ControlPlane controlPlane = ControlPlane.start();
  private final Forwarder forwarder = new Forwarder();
  private final List<OperatorProcess> operators = new ArrayList<>();
  private final ApiClient admin;

  /** What the API server answered. */
  record Answer(int code, String message, List<String> warnings) {
    boolean isWell() {
      return code / 100 == 2;
    }
  }

  AdmissionLab(Path directory) throws Exception {
    this.directory = directory;
    controlPlane.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
    controlPlane.apply(ROOT.resolve("distribution/manifests"));
    controlPlane.apply(ACCOUNT);
    admin = ClientSource.open(controlPlane.kubeconfig("admin"), null, Map.of());
  }

  static ConditionFactory soon() {
    return await().pollInterval(Duration.ofMillis(50));
  }

  ControlPlane controlPlane() {
    return controlPlane;
  }

  /** Starts a replica; returns when API servers may ask it. */
  OperatorProcess start(String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "operator",
                "--kubeconfig",
                controlPlane
                    .kubeconfig("cattle-flat-network/rancher-flat-network-operator")
                    .toString(),
                "--webhook-server=true",
                "--port=0",
                "--bind-address=127.0.0.1",
                "--webhook-failure-policy=Fail",
                "--log-socket=",
                "--webhook-url=https://127.0.0.1:" + forwarder.port() + "/validate"));
    command.addAll(List.of(more));
    OperatorProcess operator =
        new OperatorProcess(directory, Map.of(), command.toArray(String[]::new));
    operators.add(operator);
    forwarder.to(operator.webhookPort());
    soon()
        .untilAsserted(
            () -> assertThat(operator.get("/readyz").status()).as(operator.err()).isEqualTo(200));
    soon().until(() -> send("POST", SUBNETS + "?dryRun=All", bad()).code() == 403);
    return operator;
  }

  /** Has API servers connect to others, as Kubernetes does when a replica is not ready. */
  void leave(OperatorProcess operator) {
    forwarder.away(operator.webhookPort());
  }

  private static JsonObject bad() {
    return json(
        "{'apiVersion':'flatnetwork.pandaria.io/v1','kind':'FlatNetworkSubnet','metadata':{"
            + "'name':'bad','namespace':'cattle-flat-network'},'spec':{'flatMode':'none'}}");
  }

  /** JSON whose texts may be in single quotes. */
  static JsonObject json(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  /** Sends JSON. */
  Answer send(String method, String path, @Nullable JsonObject body) throws IOException {
    return send(method, path, "application/json", body);
  }

  /** Sends a body of another type. */
  Answer send(String method, String path, String type, @Nullable JsonObject body)
      throws IOException {
    try (Response response = call(method, path, type, body).execute()) {
      String text = response.body().string();
      JsonObject status = text.startsWith("{") ? json(text) : new JsonObject();
      boolean isStatus = status.has("message") && !response.isSuccessful();
      return new Answer(
          response.code(),
          isStatus ? status.get("message").getAsString() : text,
          response.headers("Warning"));
    } catch (ApiException e) {
      throw new IOException(e);
    }
  }

  /** The resourceVersion of what is at a path. */
  String version(String path) throws IOException {
    return metadata(path, "resourceVersion");
  }

  /** The UID of what is at a path. */
  String uid(String path) throws IOException {
    return metadata(path, "uid");
  }

  private String metadata(String path, String field) throws IOException {
    return json(send("GET", path, null).message())
        .getAsJsonObject("metadata")
        .get(field)
        .getAsString();
  }

  /** What {@code kubectl create} prints about an object. */
  String kubectlCreate(JsonObject object) throws IOException, InterruptedException {
    String name = object.getAsJsonObject("metadata").get("name").getAsString();
    Path file = Files.writeString(directory.resolve(name + ".json"), object.toString());
    Path printed = directory.resolve(name + ".txt");
    Process kubectl =
        new ProcessBuilder(
                TestHome.ofEnvironment().bin().resolve("kubectl").toString(),
                "--kubeconfig=" + controlPlane.kubeconfig("admin"),
                "create",
                "-f",
                name + ".json")
            .directory(Objects.requireNonNull(file.getParent()).toFile())
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    assertThat(kubectl.waitFor()).isNotZero();
    return Files.readString(printed);
  }

  /** A subnet as the API server shows it. */
  String subnet(String name) throws IOException {
    return send("GET", SUBNETS + "/" + name, null).message();
  }

  // The client of the generator is not null-marked: an absent body and callback are null there.
  @SuppressWarnings("NullAway")
  private Call call(String method, String path, String type, @Nullable JsonObject body)
      throws ApiException {
    Map<String, String> headers = new HashMap<>();
    headers.put("Accept", "application/json");
    headers.put("Content-Type", type);
    return admin.buildCall(
        admin.getBasePath(),
        path,
        method,
        List.of(),
        List.of(),
        body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8),
        headers,
        new HashMap<>(),
        new HashMap<>(),
        new String[] {"BearerToken"},
        null);
  }

  @Override
  public void close() throws IOException {
    operators.forEach(OperatorProcess::close);
    forwarder.close();
    controlPlane.close();
  }
}
