package io.flatnet.charts;

import static io.flatnet.charts.AuditedCluster.soon;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code docs/install.md}, step by step: a release of the reference is upgraded to ours, with
 * addresses in use, our operator works, and the cluster goes back.
 */
@Requires({Part.HELM, Part.CONTROL_PLANE})
class TakeOverIT {
  private static final Path TEST = Program.ROOT.resolve("distribution/charts/src/test/resources");
  private static final String[] PODS = {"web-0", "web-1"};
  private static final String OURS = "flatnetwork.pandaria.io/address";

  @TempDir Path directory;

  /** Helm 4 sends whole objects for the server to merge; Helm 3 and Rancher send patches. */
  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void release_ofTheReference_isTakenOverAndHandedBack(String serverSide) throws Exception {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      Cluster cluster = new Cluster(controlPlane, serverSide);
      cluster.installReference();
      List<JsonNode> before = cluster.pods();

      cluster.upgrade();

      assertNothingOfTheReference(cluster);
      assertThat(cluster.pods()).isEqualTo(before);
      cluster.operate();
      assertThat(uids(cluster.pods())).isEqualTo(uids(before));

      cluster.handBack();

      assertHandedBack(cluster);
      cluster.goBack();
      assertThat(cluster.get("deployment", "rancher-flat-network-operator").at("/spec/strategy"))
          .hasToString("{\"type\":\"Recreate\"}");
      assertThat(uids(cluster.pods())).isEqualTo(uids(before));
    }
  }

  private static void assertNothingOfTheReference(Cluster cluster) throws IOException {
    assertThat(
            cluster.kubectl(
                "-n",
                "cattle-flat-network",
                "get",
                "clusterrolebinding,serviceaccount,job,cronjob,secret",
                "-o",
                "name"))
        .doesNotContain("rancher-flat-network-multus\n")
        .doesNotContain("tls-rollout")
        .doesNotContain("secret/rancher-flat-network-webhook-certs");
    JsonNode operator = cluster.get("deployment", "rancher-flat-network-operator");
    assertThat(operator.at("/spec/strategy/type").asText()).isEqualTo("RollingUpdate");
    assertThat(operator.at("/spec/template/spec/containers/0/image").asText())
        .startsWith("flatnet/flatnet-operator:");
    assertThat(operator.at("/spec/template/spec/initContainers").isMissingNode()).isTrue();
    JsonNode agent = cluster.get("daemonset", "rancher-flat-network-cni-ds");
    assertThat(agent.at("/spec/updateStrategy/rollingUpdate/maxSurge").asInt()).isOne();
  }

  private static void assertHandedBack(Cluster cluster) throws IOException {
    JsonNode subnet = cluster.get("flatnetworksubnet", "blue");
    assertThat(subnet.path("status").has("ledger")).isFalse();
    assertThat(subnet.at("/status/usedIP"))
        .hasToString(
            "[{\"from\":\"10.9.0.1\",\"to\":\"10.9.0.1\"},{\"from\":\"10.9.0.20\",\"to\":\"10.9.0.21\"}]");
    assertThat(subnet.at("/status/usedIPCount").asInt()).isEqualTo(2);
    for (String kind : new String[] {"flatnetworkip", "flatnetworksubnet"}) {
      assertThat(cluster.kubectl("get", kind, "-A", "-o", "yaml"))
          .doesNotContain("flatnetwork.pandaria.io/in-use")
          .doesNotContain("- " + OURS);
    }
    String services = cluster.kubectl("get", "service", "-o", "yaml");
    assertThat(services)
        .contains("name: web-flat-network")
        .doesNotContain("flatnetwork.pandaria.io/selector");
    assertThat(cluster.kubectl("get", "endpointslices", "-o", "yaml"))
        .doesNotContain("managed-by: flatnet-operator");
  }

  private static List<String> uids(List<JsonNode> pods) {
    return pods.stream().map(pod -> pod.at("/metadata/uid").asText()).toList();
  }

  /** A cluster and what an administrator does to it. */
  private final class Cluster {
    private final ControlPlane controlPlane;
    private final String serverSide;
    private final Program helm;
    private final Program kubectl;

    Cluster(ControlPlane controlPlane, String serverSide) {
      this.controlPlane = controlPlane;
      this.serverSide = serverSide;
      this.helm = Program.helm(directory, controlPlane.kubeconfig("admin"));
      this.kubectl = Program.kubectl(directory, controlPlane.kubeconfig("admin"));
    }

    String kubectl(String... arguments) throws IOException {
      return kubectl.run(arguments);
    }

    JsonNode get(String kind, String name) throws IOException {
      return Documents.of(kubectl("-n", "cattle-flat-network", "get", kind, name, "-o", "yaml"))
          .getFirst();
    }

    List<JsonNode> pods() throws IOException {
      List<JsonNode> pods = new ArrayList<>();
      Documents.of(kubectl("get", "pods", "-o", "yaml"))
          .getFirst()
          .path("items")
          .forEach(pods::add);
      return pods;
    }

    private void helm(String verb, String release, Path chart, String... flags) throws IOException {
      helm.run(
          Stream.concat(
                  Stream.of(
                      verb,
                      release,
                      chart.toString(),
                      "--namespace=cattle-flat-network",
                      "--server-side=" + serverSide),
                  Stream.of(flags))
              .toArray(String[]::new));
    }

    void installReference() throws Exception {
      helm(
          "install",
          "rancher-flat-network-crd",
          TEST.resolve("reference-crd"),
          "--create-namespace");
      // As its Job does; no release has it.
      controlPlane.apply(
          Program.ROOT.resolve(
              "distribution/lab/src/test/resources/node/network-attachment-definitions.yaml"));
      helm(
          "install",
          "rancher-flat-network",
          TEST.resolve("reference"),
          "--set=clusterCIDR=10.44.0.0/16");
      soon()
          .ignoreExceptions()
          .untilAsserted(() -> controlPlane.apply(TEST.resolve("take-over/10-used.yaml")));
      for (int i = 0; i < PODS.length; i++) {
        usePod(PODS[i], "10.9.0.2" + i);
      }
      status(
          "-n=cattle-flat-network",
          "flatnetworksubnet",
          "blue",
          "{\"phase\":\"Active\",\"gateway\":\"10.9.0.1\",\"usedIPCount\":2,\"usedIP\":[{\"from\":\"10.9.0.1\",\"to\":\"10.9.0.1\"},{\"from\":\"10.9.0.20\",\"to\":\"10.9.0.21\"}]}");
    }

    private void usePod(String name, String address) throws IOException {
      controlPlane.apply(
          Files.readString(TEST.resolve("take-over/20-pod.yaml")).replace("NAME", name));
      String uid = kubectl("get", "pod", name, "-o", "jsonpath={.metadata.uid}");
      controlPlane.apply(
          Files.readString(TEST.resolve("take-over/30-address.yaml"))
              .replace("NAME", name)
              .replace("POD", uid));
      status(
          "-n=default",
          "flatnetworkip",
          name,
          "{\"phase\":\"Active\",\"addr\":\"%s\",\"mac\":\"02:00:00:00:00:01\"}"
              .formatted(address));
    }

    private void status(String namespace, String kind, String name, String status)
        throws IOException {
      kubectl(
          "patch",
          namespace,
          kind,
          name,
          "--subresource=status",
          "--type=merge",
          "-p",
          "{\"status\":" + status + "}");
    }

    void upgrade() throws IOException {
      helm("upgrade", "rancher-flat-network-crd", Program.CRD_CHART);
      Program.Answer reused =
          helm.ask(
              "upgrade",
              "rancher-flat-network",
              Program.CHART.toString(),
              "--namespace=cattle-flat-network",
              "--reuse-values");
      assertThat(reused.code()).isNotZero();
      assertThat(reused.err()).contains("--reset-then-reuse-values");
      helm("upgrade", "rancher-flat-network", Program.CHART, "--reset-then-reuse-values");
      assertThat(get("deployment", "rancher-flat-network-operator").toString())
          .contains("10.44.0.0/16");
    }

    /** Our operator at work on what the reference left. */
    void operate() throws Exception {
      try (Operator operator =
          new Operator(
              directory,
              controlPlane.kubeconfig("cattle-flat-network/rancher-flat-network-operator"),
              "operator",
              "--webhook-server=false",
              "--metrics-bind-address=0",
              "--log-socket=")) {
        soon()
            .untilAsserted(
                () -> {
                  for (String pod : PODS) {
                    assertThat(kubectl("get", "flatnetworkip", pod, "-o", "jsonpath={.metadata}"))
                        .contains(OURS);
                  }
                  assertThat(get("flatnetworksubnet", "blue").at("/status/ledger").asText())
                      .isNotEmpty();
                  assertThat(kubectl("get", "endpointslices", "-o", "yaml"))
                      .contains("10.9.0.20", "10.9.0.21");
                });
        assertThat(kubectl("get", "flatnetworkip", "-o", "jsonpath={.items[*].status.addr}"))
            .isEqualTo("10.9.0.20 10.9.0.21");
        assertThat(tool("--yes").code()).isEqualTo(1); // it leads
        assertThat(operator.end()).as(operator.log()).isZero();
      }
    }

    void handBack() throws Exception {
      Program.Answer shown = tool("--dry-run");
      assertThat(shown.code()).as(shown.out()).isEqualTo(2);
      Program.Answer done = tool("--yes", "--interval=0");
      assertThat(done.code()).as(done.out()).isZero();
      assertThat(tool("--dry-run").code()).isZero();
    }

    private Program.Answer tool(String... flags) throws Exception {
      try (Operator tool =
          new Operator(directory, controlPlane.kubeconfig("admin"), "hand-back", flags)) {
        return new Program.Answer(tool.await(), tool.log(), "");
      }
    }

    void goBack() throws IOException {
      helm("upgrade", "rancher-flat-network", TEST.resolve("reference"));
    }
  }
}
