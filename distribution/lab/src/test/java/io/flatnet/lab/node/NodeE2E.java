package io.flatnet.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The examples as they stand on a real node: kubelet, containerd and Multus call the launcher, the
 * operator gives the addresses, pods reach each other and the gateway, and all of it goes again.
 */
@Requires({Part.NODE, Part.C_COMPILER, Part.KERNEL})
class NodeE2E {
  private static final String EXAMPLES = TestNode.file("docs/macvlan").toString();
  private static final String SUBNET = example("00-subnet-ipv4.yaml");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static TestNode node;
  private static FlatPods pods;

  @BeforeAll
  static void start() throws IOException {
    node = TestNode.start();
    pods = new FlatPods(node);
    node.kubectl(
        "apply",
        "-f",
        TestNode.file("flatnet-api/src/main/resources/crds").toString(),
        "-f",
        InstalledChart.resource("network-attachment-definitions.yaml"),
        "-f",
        TestNode.file("distribution/manifests").toString());
    node.kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s");
    node.kubectl("apply", "-f", InstalledChart.resource("flat-network.yaml"));
    InstalledChart.addGateways(node);
    node.installPlugin();
    node.startAgent();
    node.startOperator();
  }

  private static String example(String name) {
    return TestNode.file("docs/macvlan/" + name).toString();
  }

  @AfterAll
  static void stop() throws IOException {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void examples_onARealNode_runReachEachOtherAndGo() throws IOException {
    node.kubectl("apply", "-f", EXAMPLES);
    for (String deployment : List.of("web", "web6", "legacy")) {
      node.kubectl("rollout", "status", "deployment/" + deployment, "--timeout=120s");
    }
    node.kubectl("wait", "--for=condition=Ready", "pod", "--all", "--timeout=60s");

    Map<String, String> addresses = pods.addresses();
    assertThat(addresses).hasSize(10).containsEntry("database", "10.10.0.220");
    assertThat(addresses.values()).doesNotHaveDuplicates();
    assertThat(addresses.values().stream().filter(a -> a.startsWith("fd00:10:10::"))).hasSize(2);

    for (Map.Entry<String, String> pod : addresses.entrySet()) {
      String address = pod.getValue();
      assertThat(pods.interfaceOf(pod.getKey())).contains(" " + address + "/");
      pods.ping(pod.getKey(), "eth1", address.contains(":") ? "fd00:10:10::1" : "10.10.0.1");
      pods.ping(pod.getKey(), "eth1", pods.another(addresses, address));
    }
    assertThat(pods.label("database", "selectedIP")).isEqualTo("10.10.0.220");

    node.kubectl("delete", "-f", EXAMPLES, "--timeout=120s");
    assertNothingLeft();
  }

  @Test
  void defaultNetwork_throughMultus_isThePodsOnlyInterface() throws IOException {
    node.kubectl("apply", "-f", SUBNET, "-f", InstalledChart.resource("single-interface.yaml"));
    node.kubectl("wait", "--for=condition=Ready", "pod", "--all", "--timeout=120s");

    Map<String, String> addresses = pods.addresses();
    assertThat(addresses).containsOnlyKeys("single-a", "single-b");
    for (Map.Entry<String, String> pod : addresses.entrySet()) {
      assertThat(pods.podAddress(pod.getKey())).isEqualTo(pod.getValue());
      assertThat(pods.links(pod.getKey())).containsExactlyInAnyOrder("lo", "eth0");
      pods.ping(pod.getKey(), "eth0", "10.10.0.1");
      pods.ping(pod.getKey(), "eth0", pods.another(addresses, pod.getValue()));
    }

    delete(InstalledChart.resource("single-interface.yaml"));
  }

  @Test
  void killedContainers_areMadeAgain_withTheirAddresses() throws IOException {
    node.kubectl("apply", "-f", SUBNET, "-f", example("14-pod-fixed.yaml"));
    node.kubectl("apply", "-f", example("15-pod-auto.yaml"));
    node.kubectl("wait", "--for=condition=Ready", "pod", "--all", "--timeout=120s");
    Map<String, String> addresses = pods.addresses();
    Map<String, String> sandboxes = new TreeMap<>();
    for (String pod : addresses.keySet()) {
      sandboxes.put(pod, pods.sandbox(pod));
      node.exec("ctr", "-n", "k8s.io", "task", "kill", "-s", "SIGKILL", pods.sandbox(pod));
    }

    await()
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(IOException.class) // of kubectl, while there is no container
        .untilAsserted(
            () -> {
              for (String pod : addresses.keySet()) {
                // none runs while the killed one is taken down, though its container still answers
                assertThat(pods.sandbox(pod)).isNotEmpty().isNotEqualTo(sandboxes.get(pod));
                assertThat(pods.interfaceOf(pod)).contains(" " + addresses.get(pod) + "/");
              }
            });
    assertThat(pods.addresses()).isEqualTo(addresses);
    for (Map.Entry<String, String> pod : addresses.entrySet()) {
      pods.ping(pod.getKey(), "eth1", "10.10.0.1");
      pods.ping(pod.getKey(), "eth1", pods.another(addresses, pod.getValue()));
    }

    delete(example("14-pod-fixed.yaml"), example("15-pod-auto.yaml"));
  }

  /** Deletes pods and the subnet, after which nothing of ours is left in cluster and node. */
  private static void delete(String... files) throws IOException {
    for (String file : files) {
      node.kubectl("delete", "-f", file, "--timeout=120s");
    }
    node.kubectl("delete", "-f", SUBNET, "--timeout=120s");
    assertNothingLeft();
  }

  private static void assertNothingLeft() throws IOException {
    assertThat(node.kubectl("get", "flips,flsubnets", "-A", "-o", "name")).isBlank();
    assertThat(node.exec("ip", "-o", "link")).doesNotContain("macvlan", "eth1", "veth");
  }
}
