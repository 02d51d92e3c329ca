package io.flatnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.wire.WireJson;
import io.flatnet.apiserver.EmbeddedApiServer;
import io.flatnet.cni.Launcher;
import io.flatnet.cni.Launcher.Outcome;
import io.flatnet.cni.TestNetwork;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** The runtime as it is installed on a node, against the embedded API server. */
@Requires({Part.KERNEL, Part.C_COMPILER})
class AssembledAgentIT {
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root", "../.."));
  private static final Path RUNTIME =
      ROOT.resolve("distribution/target/flatnet-agent/bin/flatnet-agent").toAbsolutePath();
  private static final long MAX_IDLE_KIB = 96 * 1024;
  private static final int PAIRS = Integer.getInteger("flatnet.pairs", 200);

  private static final int METRICS_PORT = freePort();

  @TempDir static Path directory;
  private static EmbeddedApiServer server;
  private static TestNetwork network;
  private static NetworkNamespace pod;
  private static Launcher launcher;

  @BeforeAll
  static void start() throws Exception {
    server = EmbeddedApiServer.start(directory);
    network = new TestNetwork("10.7.0.1/24");
    pod = network.pod();
    launcher =
        Launcher.of(ROOT.resolve("distribution/target/flatnet-cni").toAbsolutePath())
            .with("FLATNET_AGENT_SOCKET", directory.resolve("agent.sock").toString())
            .with("FLATNET_RUNTIME", RUNTIME.toString())
            .with("PATH", "/usr/bin:/bin");
    fill(Config.fromConfig(server.kubeconfig().toString()));
  }

  @AfterAll
  static void stop() {
    network.close();
    server.close();
  }

  private static void fill(ApiClient client) throws ApiException, IOException {
    CustomObjectsApi objects = new CustomObjectsApi(client);
    for (String plural : new String[] {FlatNetwork.IP_PLURAL, FlatNetwork.SUBNET_PLURAL}) {
      Object definition =
          new Yaml()
              .load(
                  Files.readString(
                      ROOT.resolve("flatnet-api/src/main/resources/crds/" + plural + ".yaml")));
      objects
          .createClusterCustomObject(
              "apiextensions.k8s.io", "v1", "customresourcedefinitions", definition)
          .execute();
    }
    new CoreV1Api(client)
        .createNamespace(new V1Namespace().metadata(new V1ObjectMeta().name(FlatNetwork.NAMESPACE)))
        .execute();
    create(
        objects,
        FlatNetwork.NAMESPACE,
        FlatNetwork.SUBNET_PLURAL,
        """
        {"apiVersion":"flatnetwork.pandaria.io/v1","kind":"FlatNetworkSubnet",
         "metadata":{"name":"net","namespace":"cattle-flat-network"},
         "spec":{"flatMode":"macvlan","master":"up0","cidr":"10.7.0.0/24","gateway":"10.7.0.1"}}
        """);
    Object claim =
        create(
            objects,
            "default",
            FlatNetwork.IP_PLURAL,
            """
            {"apiVersion":"flatnetwork.pandaria.io/v1","kind":"FlatNetworkIP",
             "metadata":{"name":"web","namespace":"default"},
             "spec":{"subnet":"net","podId":"pod-web"}}
            """);
    ObjectNode tree = (ObjectNode) WireJson.tree(claim);
    tree.putObject("status").put("phase", "Pending").put("addr", "10.7.0.10");
    objects
        .replaceNamespacedCustomObjectStatus(
            FlatNetwork.GROUP,
            FlatNetwork.VERSION,
            "default",
            FlatNetwork.IP_PLURAL,
            "web",
            WireJson.read(tree, Map.class))
        .execute();
  }

  private static Object create(
      CustomObjectsApi objects, String namespace, String plural, String json)
      throws ApiException, IOException {
    return objects
        .createNamespacedCustomObject(
            FlatNetwork.GROUP,
            FlatNetwork.VERSION,
            namespace,
            plural,
            WireJson.read(json, Map.class))
        .execute();
  }

  private static String config() throws IOException {
    return """
    {"cniVersion":"1.0.0","name":"flat","type":"flatnet-cni",
     "flatNetwork":{"kubeconfig":"%s"}}
    """
        .formatted(server.kubeconfig());
  }

  /** On a host whose name no resolver knows. */
  private static Process startAgent() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "unshare",
            "--uts",
            "sh",
            "-c",
            "echo Nowhere.invalid >/proc/sys/kernel/hostname && exec \"$@\"",
            "sh",
            RUNTIME.toString(),
            "agent",
            "--socket",
            directory.resolve("agent.sock").toString(),
            "--kubeconfig",
            server.kubeconfig().toString(),
            "--metrics-port",
            Integer.toString(METRICS_PORT),
            "--node-namespace",
            TestNetwork.pathOf(network.node()).toString());
    Process agent = builder.inheritIO().start();
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> Files.exists(directory.resolve("agent.sock")) || !agent.isAlive());
    assertThat(agent.isAlive()).isTrue();
    return agent;
  }

  @Test
  void agent_afterManyPairs_isSmallAndLeaksNothing() throws Exception {
    Process agent = startAgent();
    try {
      run(PAIRS / 2);
      long descriptors = descriptors(agent);
      long rss = rssKib(agent);
      run(PAIRS / 2);

      System.out.printf(
          "agent: %d pairs, VmRSS %d KiB then %d KiB, %d then %d descriptors, %d threads%n",
          PAIRS, rss, rssKib(agent), descriptors, descriptors(agent), threads(agent));
      assertThat(rssKib(agent)).isLessThanOrEqualTo(MAX_IDLE_KIB);
      assertCounted();
      // A DEL is answered before the kernel is done with it: its sockets close a little later.
      await()
          .untilAsserted(() -> assertThat(descriptors(agent)).isLessThanOrEqualTo(descriptors + 2));
    } finally {
      agent.destroy();
      assertThat(agent.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
    assertThat(directory.resolve("agent.sock")).doesNotExist();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every call is counted, and an ADD of an allocated pod is one read and one write. */
  private static void assertCounted() throws IOException {
    URL url = URI.create("http://127.0.0.1:" + METRICS_PORT + "/metrics").toURL();
    String metrics;
    try (InputStream body = url.openStream()) {
      metrics = new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }
    assertThat(metrics)
        .contains("flatnet_cni_calls_total{code=\"0\",verb=\"ADD\"} " + PAIRS + ".0")
        .contains("flatnet_cni_calls_total{code=\"0\",verb=\"DEL\"} " + PAIRS + ".0")
        .contains("flatnet_cni_phase_seconds_count{phase=\"network\",verb=\"ADD\"} " + PAIRS)
        .contains("flatnet_cni_netlink_seconds_count{type=\"RTM_NEWADDR\"} " + PAIRS)
        .doesNotContain("flatnet_cni_undelivered_total{");
    long requests =
        metrics
            .lines()
            .filter(line -> line.startsWith("flatnet_cni_api_requests_total "))
            .mapToLong(line -> (long) Double.parseDouble(line.substring(line.indexOf(' '))))
            .sum();
    int beside = 3; // the list of subnets, their watch, and the first read of the pod's subnet
    assertThat(requests).isBetween(PAIRS + 1L, 2L * PAIRS + beside);
    metrics.lines().filter(line -> line.contains("_sum{")).forEach(System.out::println);
  }

  private static void run(int pairs) throws Exception {
    long[] nanos = new long[pairs];
    for (int i = 0; i < pairs; i++) {
      long start = System.nanoTime();
      Outcome add = launcher.forPod("ADD", "web", pod, "eth1").call(config());
      nanos[i] = System.nanoTime() - start;
      assertThat(add.exitCode()).as(add.stdout()).isZero();
      Outcome del = launcher.forPod("DEL", "web", pod, "eth1").call(config());
      assertThat(del.exitCode()).as(del.stdout()).isZero();
    }
    Arrays.sort(nanos);
    System.out.printf(
        "ADD from Java: p50 %.2f ms, p95 %.2f ms%n",
        nanos[pairs / 2] / 1e6, nanos[pairs * 95 / 100] / 1e6);
  }

  private static long rssKib(Process process) throws IOException {
    return status(process, "VmRSS:");
  }

  private static long threads(Process process) throws IOException {
    return status(process, "Threads:");
  }

  private static long status(Process process, String field) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      String line = lines.filter(text -> text.startsWith(field)).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", ""));
    }
  }

  private static long descriptors(Process process) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
      return files.count();
    }
  }

  /** The runtime, where it can keep a journal that this host does not see. */
  private static Path runtimeWithOwnRun() throws IOException {
    Path script = directory.resolve("runtime");
    Files.writeString(
        script,
        """
        #!/bin/sh
        exec unshare --mount sh -c 'mount -t tmpfs none /run && exec "$@"' sh %s "$@"
        """
            .formatted(RUNTIME));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return script;
  }

  @Test
  void launcher_withoutAgent_runsTheSameVerbs() throws Exception {
    NetworkNamespace own = network.pod();
    Launcher alone =
        launcher
            .with("FLATNET_AGENT_SOCKET", directory.resolve("none").toString())
            .with("FLATNET_RUNTIME", runtimeWithOwnRun().toString());

    Outcome version = alone.with("CNI_COMMAND", "VERSION").call("{\"cniVersion\":\"0.4.0\"}");
    assertThat(version.exitCode()).as(version.stdout()).isZero();
    assertThat(version.json().path("supportedVersions").toString()).contains("1.0.0");
    assertThat(alone.forPod("DEL", "web", own, "eth1").call("")).isEqualTo(new Outcome(0, ""));
    Outcome add = alone.forPod("ADD", "web", own, "eth1").call(config());
    assertThat(add.errorCode()).as(add.stdout()).isEqualTo(103); // up0 is no link of this host
    try (Netlink netlink = Netlink.open(own)) {
      assertThat(netlink.links().list()).extracting(Link::name).containsExactly("lo");
    }
  }
}
