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
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Our images and our chart on real nodes: operator, webhook and agents are pods, kubelet and
 * containerd run them, and what can end while pods come and go is ended.
 *
 * <p>In order, because the installed chart is what all share: the last test takes it away.
 */
@Requires({Part.NODE, Part.C_COMPILER, Part.KERNEL, Part.HELM, Part.IMAGE_BASE})
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ChartE2E {
  private static final Duration LIMIT = InstalledChart.LIMIT;
  private static final String SYSTEM = InstalledChart.SYSTEM;
  private static final String SUBNET = InstalledChart.SUBNET;
  private static final String FULL =
      "distribution/lab/src/test/resources/node/full-deployment.yaml";

  private static InstalledChart chart;
  private static TestNode node;
  private static FlatPods pods;

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

  @Test
  @Order(1)
  void examples_underTheChart_areReachedThroughServiceAndIngress() throws IOException {
    chart.apply("docs/macvlan");
    for (String deployment : List.of("web", "web6", "legacy")) {
      chart.rolledOut("deployment/" + deployment);
    }
    node.kubectl("wait", "--for=condition=Ready", "pod", "--all", "--timeout=60s");

    Map<String, String> addresses = pods.addresses();
    assertThat(addresses).hasSize(10);
    assertThat(addresses.values()).doesNotHaveDuplicates();
    for (Map.Entry<String, String> pod : addresses.entrySet()) {
      String address = pod.getValue();
      pods.ping(pod.getKey(), "eth1", address.contains(":") ? "fd00:10:10::1" : "10.10.0.1");
      pods.ping(pod.getKey(), "eth1", pods.another(addresses, address));
    }
    List<String> web = pods.addressesOf(addresses, "web-");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              assertThat(pods.sliceAddresses("web-flat-network"))
                  .containsExactlyInAnyOrderElementsOf(web);
              assertThat(pods.endpointAddresses("web-flat-network"))
                  .containsExactlyInAnyOrderElementsOf(web);
            });
    // The backend of the Ingress, from a pod and from a machine on the flat network.
    String backend = pods.ingressBackend("web");
    assertThat(pods.sliceAddresses(backend)).containsExactlyInAnyOrderElementsOf(web);
    String get = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' ";
    for (String address : web) {
      String router = "exec 3<>/dev/tcp/%s/80; %s >&3; head -1 <&3".formatted(address, get);
      assertThat(node.exec("ip", "netns", "exec", "router", "bash", "-c", router))
          .startsWith("HTTP/1.");
      String pod = get + "| nc -w 5 " + address + " 80";
      assertThat(node.kubectl("exec", "database", "--", "sh", "-c", pod)).startsWith("HTTP/1.");
    }
    node.kubectl("delete", "-f", TestNode.file("docs/macvlan").toString(), "--timeout=120s");
    chart.assertNothingLeft();
  }

  @Test
  @Order(2)
  void webhook_inThePods_refusesAWrongWish() {
    assertThat(node.refusal("apply", "-f", InstalledChart.resource("wrong-pod.yaml")))
        .contains("denied the request")
        .contains("no-such-subnet");
  }

  @Test
  @Order(3)
  void rollOut_withAsManyAddressesAsPods_endsThoughLeaderAndAgentEnd() throws IOException {
    chart.apply(SUBNET);
    chart.apply(FULL);
    chart.rolledOut("deployment/full");
    List<String> before = sorted(pods.addresses());

    node.kubectl("rollout", "restart", "deployment/full");
    String leader = pods.leader(SYSTEM);
    node.kubectl("delete", "pod", "-n", SYSTEM, leader, "--grace-period=0", "--force");
    chart.restartAgents();
    chart.rolledOut("deployment/full");
    chart.agentsRolledOut();

    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(sorted(pods.addresses())).isEqualTo(before));
    pods.pingEachOther();
    node.kubectl("scale", "deployment/full", "--replicas=1");
    await().atMost(LIMIT).untilAsserted(() -> assertThat(pods.addresses()).hasSize(1));
    node.kubectl("scale", "deployment/full", "--replicas=3");
    await()
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(sorted(pods.addresses())).isEqualTo(before));
    chart.delete(FULL);
    chart.delete(SUBNET);
    chart.assertNothingLeft();
  }

  @Test
  @Order(5)
  void twoNodes_joinedByASwitch_reachEachOtherAndADeadOneHoldsItsAddresses() throws IOException {
    node.join();
    node.importImages(2);
    chart.agentsRolledOut();
    chart.apply(SUBNET);
    chart.apply("distribution/lab/src/test/resources/node/on-both.yaml");
    chart.rolledOut("daemonset/on-both");
    Map<String, String> addresses = pods.addresses();
    assertThat(addresses).hasSize(2);
    pods.pingEachOther();

    chart.apply(FULL);
    chart.rolledOut("deployment/full");
    node.kubectl(
        "drain",
        "flatnet-node-2",
        "--ignore-daemonsets",
        "--delete-emptydir-data",
        "--timeout=120s");
    chart.rolledOut("deployment/full");
    assertThat(pods.addresses()).hasSize(5);
    assertThat(pods.addresses().values()).doesNotHaveDuplicates();
    pods.pingEachOther();

    String lost = pods.onNode("flatnet-node-2", "app=on-both");
    node.leave();
    node.kubectl("delete", "pod", lost, "--wait=false"); // nobody is there to end it
    await()
        .during(Duration.ofSeconds(10))
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(pods.addresses()).containsEntry(lost, addresses.get(lost)));
    node.kubectl("delete", "node", "flatnet-node-2");
    await().atMost(LIMIT).untilAsserted(() -> assertThat(pods.addresses()).doesNotContainKey(lost));
  }

  @Test
  @Order(6)
  void uninstall_whilePodsRun_leavesTheirEndWorking() throws IOException {
    assertThat(pods.addresses()).isNotEmpty();
    node.helm("uninstall", "flatnet", "--wait", "--timeout=90s");

    node.kubectl("delete", "deployment,daemonset", "--all", "--wait=true", "--timeout=60s");
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(node.kubectl("get", "pods", "-o", "name")).doesNotContain("pod/"));
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(node.exec("ip", "-o", "link")).doesNotContain("macvlan", "veth"));
    assertThat(node.exec("ls", "/opt/cni/bin")).contains("flatnet-cni", "rancher-flat-network-cni");
  }

  private static List<String> sorted(Map<String, String> addresses) {
    return List.copyOf(new TreeSet<>(new TreeMap<>(addresses).values()));
  }
}
