package io.flatnet.lab.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.stream.Stream;

/** A real node with our images, installed by our chart, beside a gateway on the flat network. */
final class InstalledChart implements AutoCloseable {
  static final String SYSTEM = "cattle-flat-network";
  static final String SUBNET = "docs/macvlan/00-subnet-ipv4.yaml";

  /** The finalizer of ours on addresses. */
  static final String HOLDS = "flatnetwork.pandaria.io/address";

  static final Duration LIMIT = Duration.ofMinutes(3);
  private static final String AGENTS = "daemonset/rancher-flat-network-cni-ds";

  private final TestNode node;
  private final FlatPods pods;

  private InstalledChart(TestNode node) {
    this.node = node;
    this.pods = new FlatPods(node);
  }

  /** Starts a node and waits until operator, webhook and agent are ready on it. */
  static InstalledChart start() throws IOException {
    return install(TestNode.start());
  }

  /** As {@link #start()}, on a node without Multus, which the chart brings. */
  static InstalledChart startWithMultus() throws IOException {
    return install(
        TestNode.start(false),
        "--set=multus.enabled=true,multus.image.repository=flatnet.test/multus,multus.image.tag=v1");
  }

  private static InstalledChart install(TestNode node, String... flags) throws IOException {
    InstalledChart chart = new InstalledChart(node);
    try {
      addGateways(node);
      node.importImages(1);
      node.helm("install", "flatnet-crd", "rancher-flat-network-crd");
      node.helm(
          "install",
          "flatnet",
          Stream.concat(
                  Stream.of("rancher-flat-network", values(), "--wait", "--timeout=120s"),
                  Stream.of(flags))
              .toArray(String[]::new));
      return chart;
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  /** The gateways of docs/macvlan, outside the node. */
  static void addGateways(TestNode node) throws IOException {
    node.exec("ip", "-n", "router", "addr", "add", "10.10.0.1/24", "dev", "uplink");
    node.exec("ip", "-n", "router", "addr", "add", "fd00:10:10::1/64", "dev", "uplink", "nodad");
  }

  /** The chart's values on test nodes. */
  static String values() {
    return "--values=" + resource("values.yaml");
  }

  /** A file beside the tests of nodes. */
  static String resource(String name) {
    return TestNode.file("distribution/lab/src/test/resources/node/" + name).toString();
  }

  TestNode node() {
    return node;
  }

  FlatPods pods() {
    return pods;
  }

  void apply(String path) throws IOException {
    node.kubectl("apply", "-f", TestNode.file(path).toString());
  }

  void delete(String path) throws IOException {
    node.kubectl("delete", "-f", TestNode.file(path).toString(), "--timeout=120s");
  }

  void rolledOut(String workload) throws IOException {
    node.kubectl("rollout", "status", workload, "--timeout=140s");
  }

  void restartAgents() throws IOException {
    node.kubectl("rollout", "restart", "-n", SYSTEM, AGENTS);
  }

  void agentsRolledOut() throws IOException {
    node.kubectl("rollout", "status", "-n", SYSTEM, AGENTS, "--timeout=140s");
  }

  /** After the last pod and subnet: no object and no interface of ours. */
  void assertNothingLeft() throws IOException {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(node.kubectl("get", "flips,flsubnets", "-A", "-o", "name")).isBlank());
    assertThat(node.exec("ip", "-o", "link")).doesNotContain("macvlan", " eth1");
  }

  @Override
  public void close() throws IOException {
    node.close();
  }
}
