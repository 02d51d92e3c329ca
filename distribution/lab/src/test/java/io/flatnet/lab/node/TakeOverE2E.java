package io.flatnet.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/install.md} on a real node: a release of the reference is upgraded to ours while its
 * pods run and ping, addresses are freed and given by ours, and the cluster goes back.
 */
@Requires({Part.NODE, Part.C_COMPILER, Part.KERNEL, Part.HELM, Part.IMAGE_BASE})
class TakeOverE2E {
  private static final String OPERATOR = "deployment/rancher-flat-network-operator";
  private static final String GATEWAY = "10.10.0.1";

  private static TestNode node;
  private static FlatPods pods;
  private static ReferenceCluster reference;

  @BeforeAll
  static void start() throws IOException {
    node = TestNode.start();
    pods = new FlatPods(node);
    reference = new ReferenceCluster(node);
    node.importImages(1);
    reference.start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (node != null) {
      node.close();
    }
  }

  @Test
  void runningPods_areTakenOverAndHandedBack_withoutARestart() throws IOException {
    Map<String, String> addresses = pods.addresses();
    assertThat(addresses.values())
        .containsExactlyInAnyOrder("10.10.0.20", "10.10.0.21", "10.10.0.22");
    Map<String, String> before = state();
    pods.beginPings(GATEWAY);

    takeOver();

    await()
        .atMost(InstalledChart.LIMIT)
        .untilAsserted(
            () -> {
              for (String pod : addresses.keySet()) {
                assertThat(claim(pod, "{.metadata.finalizers}")).contains(InstalledChart.HOLDS);
              }
              assertThat(pods.sliceAddresses("web-flat-network"))
                  .containsExactlyInAnyOrderElementsOf(pods.addressesOf(addresses, "web-"));
            });
    assertThat(claim("db-0", "{.metadata.ownerReferences[0].apiVersion}")).isEqualTo("apps/v1");
    assertUntouched(before, addresses);

    String gone = addresses.keySet().stream().filter(p -> p.startsWith("web-")).findFirst().get();
    node.kubectl("delete", "pod", gone);
    node.kubectl("rollout", "status", "deployment/web", "--timeout=120s");
    await()
        .atMost(InstalledChart.LIMIT)
        .untilAsserted(() -> assertThat(pods.addresses()).hasSize(3).doesNotContainKey(gone));
    assertThat(pods.addresses().values()).doesNotHaveDuplicates();
    pods.pingEachOther();

    Map<String, String> ours = pods.addresses();
    Map<String, String> beforeTheWayBack = state();
    pods.beginPings(GATEWAY);
    handBack();
    assertUntouched(beforeTheWayBack, ours);
    node.kubectl("scale", "deployment/web", "--replicas=0");
    node.kubectl("wait", "--for=delete", "pod", "-l", "app=web", "--timeout=60s");
    assertThat(node.exec("ip", "-o", "link")).doesNotContain(" eth1");
  }

  private static void takeOver() throws IOException {
    node.helm("upgrade", "rancher-flat-network-crd", "rancher-flat-network-crd");
    node.helm(
        "upgrade",
        "rancher-flat-network",
        "rancher-flat-network",
        "--reset-then-reuse-values",
        InstalledChart.values(),
        "--wait",
        "--timeout=140s");
  }

  private static void handBack() throws IOException {
    String system = InstalledChart.SYSTEM;
    node.kubectl("scale", OPERATOR, "-n", system, "--replicas=0");
    node.kubectl(
        "wait",
        "--for=delete",
        "pod",
        "-n",
        system,
        "-l",
        "app=rancher-flat-network-operator",
        "--timeout=90s");
    node.kubectl(
        "delete",
        "validatingwebhookconfiguration",
        "rancher-flat-network-subnets-validating-config");
    node.kubectl("delete", "secret", "-n", system, "rancher-flat-network-webhook-certs");
    node.operator("hand-back", "--yes", "--interval=0");

    assertThat(node.kubectl("get", "flips,flsubnets", "-A", "-o", "yaml"))
        .doesNotContain("- " + InstalledChart.HOLDS, "- flatnetwork.pandaria.io/in-use", "ledger:");
    assertThat(
            node.kubectl("get", "service", "web-flat-network", "-o", "jsonpath={.spec.selector}"))
        .isEqualTo("{\"app\":\"web\"}");
    node.helm("upgrade", "rancher-flat-network", reference.chart());
    reference.installPlugin();
    node.kubectl(
        "rollout",
        "status",
        "daemonset/rancher-flat-network-cni-ds",
        "-n",
        system,
        "--timeout=120s");
  }

  /** Neither container nor interface is another one, and no ping was lost. */
  private static void assertUntouched(Map<String, String> before, Map<String, String> addresses)
      throws IOException {
    assertThat(state()).isEqualTo(before);
    assertThat(pods.addresses()).isEqualTo(addresses);
    pods.endPings().forEach((pod, said) -> assertThat(said).as(pod).contains(" 0% packet loss"));
    pods.pingEachOther();
  }

  private static Map<String, String> state() throws IOException {
    Map<String, String> state = new TreeMap<>(pods.containers("default"));
    for (String pod : pods.addresses().keySet()) {
      String links = node.kubectl("exec", pod, "--", "ip", "-o", "addr", "show", "dev", "eth1");
      state.merge(
          pod,
          node.kubectl("exec", pod, "--", "ip", "link", "show", "dev", "eth1"),
          String::concat);
      // A new interface looks for others with its link-local address for a moment (RFC 4862 5.4).
      state.merge(pod, links.replace(" tentative", ""), String::concat);
    }
    return state;
  }

  private static String claim(String pod, String path) throws IOException {
    return node.kubectl("get", "flatnetworkip", pod, "-o", "jsonpath=" + path);
  }
}
