package io.flatnet.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What runs pods is killed while they run: containerd, kubelet, and the shims that hold containers.
 * The Deployment has as many addresses as pods, so none that is lost could be missed.
 */
@Requires({Part.NODE, Part.C_COMPILER, Part.KERNEL, Part.HELM, Part.IMAGE_BASE})
class RestartE2E {
  private static final String PODS =
      "distribution/lab/src/test/resources/node/full-deployment.yaml";
  private static final String NEW_POD = "docs/macvlan/15-pod-auto.yaml";

  private static InstalledChart chart;
  private static TestNode node;
  private static FlatPods pods;

  private Set<String> before = Set.of();

  @BeforeAll
  static void install() throws IOException {
    chart = InstalledChart.start();
    node = chart.node();
    pods = chart.pods();
  }

  @AfterAll
  static void stop() throws IOException {
    if (chart != null) {
      chart.close();
    }
  }

  @BeforeEach
  void runPods() throws IOException {
    before = node.namespaces();
    chart.apply(InstalledChart.SUBNET);
    chart.apply(PODS);
    chart.rolledOut("deployment/full");
  }

  @AfterEach
  void endPods() throws IOException {
    chart.delete(PODS);
    chart.delete(InstalledChart.SUBNET);
    chart.assertNothingLeft();
    assertThat(node.namespaces()).isEqualTo(before);
    assertThat(node.exec("sh", "-c", "pgrep -f '[s]leep infinity' || true")).isBlank();
  }

  @ParameterizedTest
  @ValueSource(strings = {"containerd", "kubelet"})
  void restartedPart_leavesPodsAsTheyAre(String part) throws IOException {
    Map<String, String> addresses = pods.addresses();
    Map<String, String> containers = pods.containers("default");
    Map<String, String> ours = pods.containers(InstalledChart.SYSTEM);
    pods.beginPings("10.10.0.1");

    node.restart(part);
    chart.agentsRolledOut();
    aNewPodComesAndGoes();

    assertThat(pods.containers("default")).isEqualTo(containers);
    assertThat(pods.containers(InstalledChart.SYSTEM)).isEqualTo(ours);
    assertThat(pods.addresses()).isEqualTo(addresses);
    pods.endPings().forEach((pod, said) -> assertThat(said).as(pod).contains(" 0% packet loss"));
    pods.pingEachOther();
  }

  @Test
  void shimOfAPod_whenKilled_isMadeAgainWithItsAddress() throws IOException {
    Map<String, String> addresses = pods.addresses();
    Map<String, String> killed = new TreeMap<>();
    for (String pod : addresses.keySet()) {
      String sandbox = pods.sandbox(pod);
      node.killShim(sandbox);
      killed.put(pod, sandbox);
    }

    awaitNewSandboxes(addresses, killed);
    aNewPodComesAndGoes();
  }

  @Test
  void shimContainerdAndKubelet_killedTogether_areMadeAgain() throws IOException {
    Map<String, String> addresses = pods.addresses();
    String pod = addresses.keySet().iterator().next();
    String sandbox = pods.sandbox(pod);

    node.killShim(sandbox);
    node.restart("containerd");
    node.restart("kubelet");

    awaitNewSandboxes(addresses, Map.of(pod, sandbox));
    aNewPodComesAndGoes();
  }

  @Test
  void shimOfTheAgent_whenKilled_isMadeAgainAndServes() throws IOException {
    String agent = pods.only(InstalledChart.SYSTEM, "name=rancher-flat-network-cni-ds");
    Map<String, String> containers = pods.containers("default");

    String killed = pods.sandbox(agent);
    node.killShim(killed);

    await()
        .atMost(InstalledChart.LIMIT)
        .untilAsserted(() -> assertThat(pods.sandbox(agent)).isNotEmpty().isNotEqualTo(killed));
    chart.agentsRolledOut();
    assertThat(pods.containers("default")).isEqualTo(containers);
    aNewPodComesAndGoes();
  }

  private static void awaitNewSandboxes(Map<String, String> addresses, Map<String, String> killed)
      throws IOException {
    await()
        .atMost(InstalledChart.LIMIT)
        .ignoreExceptionsInstanceOf(IOException.class) // of containerd, while it starts
        .untilAsserted(
            () -> {
              for (Map.Entry<String, String> pod : killed.entrySet()) {
                assertThat(pods.sandbox(pod.getKey())).isNotEmpty().isNotEqualTo(pod.getValue());
              }
            });
    chart.rolledOut("deployment/full");
    assertThat(pods.addresses()).isEqualTo(addresses);
    pods.pingEachOther();
  }

  private static void aNewPodComesAndGoes() throws IOException {
    chart.apply(NEW_POD);
    node.kubectl("wait", "--for=condition=Ready", "pod/client", "--timeout=120s");
    assertThat(pods.addresses()).containsEntry("client", "10.10.0.10");
    pods.ping("client", "eth1", "10.10.0.1");
    chart.delete(NEW_POD);
    await()
        .atMost(InstalledChart.LIMIT)
        .untilAsserted(() -> assertThat(pods.addresses()).doesNotContainKey("client"));
  }
}
