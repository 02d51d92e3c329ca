package io.flatnet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.flatnet.apiserver.EmbeddedApiServer;
import io.flatnet.lab.cluster.KubeObject;
import io.flatnet.lab.cluster.KubeObjects;
import io.flatnet.lab.cluster.LabClusters;
import io.flatnet.lab.cluster.ResourceKind;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shows that the demo does what it says, for root and for anybody, and that nothing of it stays.
 */
@Requires({Part.KERNEL, Part.C_COMPILER, Part.IPROUTE})
class DemoE2E {
  private static final Duration STEP_LIMIT = Duration.ofSeconds(60);

  @TempDir Path directory = Path.of("");
  private DemoCommand demo;
  private HostState before;

  @BeforeEach
  void copyWhatWasBuilt() throws IOException, InterruptedException {
    demo = DemoCommand.copy(Path.of(System.getProperty("flatnet.root")), directory);
    before = demo.hostState();
  }

  @AfterEach
  void nothingIsLeft() throws IOException, InterruptedException {
    assertThat(demo.hostState().parts()).isEqualTo(before.parts());
  }

  @Test
  void demo_asRoot_givesEveryPodItsAddress() throws Exception {
    DemoCommand.Ended ended = demo.run("--json");
    assertPods(ended);
    assertDenied(ended);
  }

  @Test
  void demo_asAnOrdinaryUser_givesEveryPodItsAddress() throws Exception {
    assertPods(demo.runAsNobody("--json"));
  }

  @Test
  @Requires(Part.CONTROL_PLANE)
  void demo_onKubeApiserver_showsTheSameTable() throws Exception {
    DemoCommand.Ended ended = demo.run("--json", "--control-plane", "assets");
    assertPods(ended);
    assertDenied(ended);
  }

  @Test
  void demo_withoutJson_printsStepsAndATable() throws Exception {
    DemoCommand.Ended ended = demo.run();

    assertThat(ended.exitCode()).as(ended.stderr()).isZero();
    assertThat(ended.stdout())
        .contains("denied the request: ")
        .contains("stage: a switch and the nodes node1 and node2")
        .containsPattern("POD +SUBNET +ADDRESS +MAC +INTERFACE +PING")
        .contains("everything stopped");
  }

  @Test
  void demo_whenInterrupted_cleansUpAndExitsWith143() throws Exception {
    Process process = startAndReach("an agent on every node");

    process.destroy(); // SIGTERM
    DemoCommand.Ended ended = demo.await(process);

    assertThat(ended.exitCode()).isEqualTo(143);
    assertThat(ended.stdout()).isEmpty();
  }

  @Test
  void demo_whenItsScriptIsKilled_leavesADirectoryThatTheNextRunRemoves() throws Exception {
    Process process = startAndReach("CNI ADD and CHECK");
    assertThat(demo.hostState().processes()).isNotEmpty();

    process.destroyForcibly().waitFor(); // SIGKILL

    Awaitility.await()
        .atMost(STEP_LIMIT)
        .untilAsserted(() -> assertThat(demo.hostState().processes()).isEmpty());
    assertThat(demo.hostState().directories()).hasSize(1);
    DemoCommand.Ended next = demo.run("--json");
    assertThat(next.stderr()).contains("cleaning up after a run that was killed");
    assertPods(next);
  }

  @Test
  void demo_whenItsJavaProcessIsKilled_fails() throws Exception {
    Process process = startAndReach("an agent on every node");

    process
        .descendants()
        .filter(child -> child.info().command().orElse("").endsWith("/java"))
        .forEach(ProcessHandle::destroyForcibly);

    assertThat(demo.await(process).exitCode()).isNotZero();
  }

  @Test
  void demo_withKubeconfigButNoYes_writesNothing() throws Exception {
    DemoCommand.Ended ended = demo.run("--control-plane", "kubeconfig", "--kubeconfig", "/x");

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.stderr()).contains("--yes");
  }

  @Test
  void demo_onAnApiServerOfTheUsers_takesAwayWhatItMade() throws Exception {
    try (EmbeddedApiServer server = EmbeddedApiServer.start(directory)) {
      KubeObjects objects = new KubeObjects(LabClusters.client(server.kubeconfig()));
      Map<ResourceKind, List<String>> untouched = names(objects);

      DemoCommand.Ended ended =
          demo.run(
              "--json",
              "--control-plane=kubeconfig",
              "--kubeconfig=" + server.kubeconfig(),
              "--yes");

      assertPods(ended);
      assertThat(names(objects)).isEqualTo(untouched);
    }
  }

  @Test
  void demo_onAnApiServerWithNodes_touchesNothing() throws Exception {
    try (EmbeddedApiServer server = EmbeddedApiServer.start(directory)) {
      KubeObjects objects = new KubeObjects(LabClusters.client(server.kubeconfig()));
      objects.create(
          KubeObject.of(
              new ObjectMapper()
                  .readTree(
                      """
                      {"apiVersion":"v1","kind":"Node","metadata":{"name":"real"}}\
                      """)));
      Map<ResourceKind, List<String>> untouched = names(objects);

      DemoCommand.Ended ended =
          demo.run("--control-plane=kubeconfig", "--kubeconfig=" + server.kubeconfig(), "--yes");

      assertThat(ended.exitCode()).isEqualTo(1);
      assertThat(ended.stderr()).contains("it has nodes of its own, such as Node real");
      assertThat(names(objects)).isEqualTo(untouched);
    }
  }

  private static Map<ResourceKind, List<String>> names(KubeObjects objects) throws IOException {
    Map<ResourceKind, List<String>> names = new EnumMap<>(ResourceKind.class);
    for (ResourceKind kind : ResourceKind.values()) {
      if (kind != ResourceKind.SUBNET && kind != ResourceKind.ADDRESS) { // as their definitions
        names.put(kind, objects.list(kind, "default").stream().map(KubeObject::name).toList());
      }
    }
    return names;
  }

  private Process startAndReach(String step) throws IOException {
    Process process = demo.start("--json", "--keep");
    Awaitility.await()
        .atMost(STEP_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> demo.stderr().contains(step) || !process.isAlive());
    assertThat(process.isAlive()).as(demo.stderr()).isTrue();
    return process;
  }

  private static void assertDenied(DemoCommand.Ended ended) throws IOException {
    JsonNode denied = new ObjectMapper().readTree(ended.stdout()).path("denied");
    assertThat(denied.path("pod").asText()).isEqualTo("default/outside");
    assertThat(denied.path("message").asText())
        .startsWith("admission webhook \"pods.")
        .contains("denied the request", "10.99.0.1");
  }

  private static void assertPods(DemoCommand.Ended ended) throws IOException {
    assertThat(ended.exitCode()).as(ended.stderr()).isZero();
    JsonNode report = new ObjectMapper().readTree(ended.stdout());
    List<JsonNode> pods = new ArrayList<>();
    report.path("pods").forEach(pods::add);
    assertThat(pods)
        .hasSizeGreaterThanOrEqualTo(8)
        .allSatisfy(
            pod -> {
              assertThat(pod.path("namespace").asText()).isEqualTo("default");
              assertThat(pod.path("ping").asText()).isEqualTo("ok");
              assertThat(pod.path("interface").asText()).isEqualTo("eth1");
              assertThat(pod.path("mac").asText()).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
            });
    assertThat(pods).extracting(pod -> pod.path("address").asText()).doesNotHaveDuplicates();
    assertThat(pods)
        .extracting(pod -> pod.path("subnet").asText())
        .contains("macvlan-ipv4", "macvlan-ipv6");
    assertThat(pods)
        .extracting(pod -> pod.path("address").asText() + " " + pod.path("mac").asText())
        .contains("10.10.0.200 02:00:0a:0a:00:c8", "10.10.0.201 02:00:0a:0a:00:c9");
    assertThat(named(pods, "database").path("address").asText()).isEqualTo("10.10.0.220");
    assertThat(report.path("seconds").asDouble()).isPositive().isLessThan(30);
  }

  private static JsonNode named(List<JsonNode> pods, String name) {
    return pods.stream()
        .filter(pod -> pod.path("name").asText().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
