package io.flatnet.lab.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.netlink.AddressOption;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.MacvlanMode;
import io.flatnet.netlink.Netlink;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shows that the stage is a network: macvlan links on two nodes reach each other and the gateways.
 */
@Requires(Part.KERNEL)
class StageIT {
  private static final StagePlan PLAN =
      new StagePlan(
          new TreeSet<>(List.of("eth0")),
          List.of(gateway("10.99.0.1", "10.99.0.0/24"), gateway("fd00:99::1", "fd00:99::/64")));

  @TempDir Path directory = Path.of("");
  private Stage stage;

  @BeforeEach
  void buildStage() throws IOException {
    stage = Stage.build(directory, PLAN, List.of("node1", "node2"));
  }

  @AfterEach
  void takeDown() {
    stage.close();
  }

  @Test
  void ping_betweenPodsOfTwoNodesAndTheGateway_isAnsweredInBothFamilies() throws IOException {
    try (PodSandbox first = pod("node1", "10.99.0.10", "fd00:99::10");
        PodSandbox second = pod("node2", "10.99.0.20", "fd00:99::20")) {
      ping(first, "10.99.0.10", "10.99.0.20");
      ping(second, "10.99.0.20", "10.99.0.1");
      ping(second, "fd00:99::20", "fd00:99::10");
      ping(first, "fd00:99::10", "fd00:99::1");
    }
  }

  @Test
  void ping_whenNobodyHasTheAddress_fails() throws IOException {
    try (PodSandbox pod = pod("node1", "10.99.0.10", "fd00:99::10")) {
      assertThatThrownBy(() -> ping(pod, "10.99.0.10", "10.99.0.30"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("10.99.0.30");
    }
  }

  @Test
  void close_takesEveryNameAway() {
    stage.node("node1").createSandbox().close();

    stage.close();

    assertThat(directory).isEmptyDirectory();
  }

  /** A pod with the interface that the plugin would give it. */
  private PodSandbox pod(String node, String four, String six) {
    StageNode host = stage.node(node);
    PodSandbox sandbox = host.createSandbox();
    try (Netlink outside = Netlink.open(host.namespace());
        Netlink inside = Netlink.open(sandbox.network().namespace())) {
      int parent = outside.links().get("eth0").index();
      outside
          .links()
          .createIn(
              sandbox.network().namespace(),
              LinkRequest.macvlan("eth1", parent, MacvlanMode.BRIDGE));
      int link = inside.links().get("eth1").index();
      inside.links().setUp(link);
      inside.addresses().add(link, IpAddress.parse(four), 24);
      inside.addresses().add(link, IpAddress.parse(six), 64, AddressOption.NO_DAD);
    }
    return sandbox;
  }

  private static void ping(PodSandbox pod, String source, String target) throws IOException {
    Echo.ping(pod.network(), "eth1", IpAddress.parse(source), IpAddress.parse(target));
  }

  private static StagePlan.Gateway gateway(String address, String prefix) {
    return new StagePlan.Gateway("eth0", 0, IpAddress.parse(address), IpPrefix.parse(prefix));
  }
}
