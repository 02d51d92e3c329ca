package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.Claims;
import io.flatnet.cni.FakeAddressSource;
import io.flatnet.cni.Launcher;
import io.flatnet.cni.TestNetwork;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.RouteFilter;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The real launcher against a real agent and this kernel; only the cluster is a fake. */
@Requires({Part.KERNEL, Part.C_COMPILER})
abstract class AgentFixture {
  static final String CONFIG =
      """
      {"cniVersion":"1.0.0","name":"flat","type":"flatnet-cni",
       "dns":{"nameservers":["10.7.0.2"]},"ipam":{"type":"static-ipam"},
       "flatNetwork":{"mtu":1400,"clusterCIDR":"10.42.0.0/16,fd42::/48","serviceCIDR":"10.43.0.0/16","arpPolicy":"arp_notify","timeoutSeconds":2}}
      """;

  private static final IpPrefix LINK_LOCAL = IpPrefix.parse("fe80::/64");

  @TempDir static Path binaries;
  static Launcher launcher;

  @TempDir Path directory;
  final FakeAddressSource source = new FakeAddressSource();
  TestNetwork network;
  Agent agent;
  Launcher call;

  @BeforeAll
  static void buildLauncher() throws Exception {
    launcher = Launcher.build(binaries, false);
  }

  @BeforeEach
  void start() throws IOException {
    network = new TestNetwork("10.7.0.1/24", "fd07::1/64");
    agent = startAgent();
    call =
        launcher
            .with("FLATNET_AGENT_SOCKET", agent.socket().toString())
            .with("FLATNET_RUNTIME", "/nonexistent");
    source.put(
        Claims.active(Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24").gateway("10.7.0.1")));
  }

  /** On the same socket and with the same journal as the one before. */
  Agent startAgent() throws IOException {
    return Agent.builder(source)
        .socket(directory.resolve("agent.sock"))
        .journal(directory.resolve("journal"))
        .nodeNamespace(network.node())
        .start();
  }

  @AfterEach
  void stop() {
    agent.close();
    network.close();
  }

  static List<Link> links(NetworkNamespace namespace) {
    try (Netlink netlink = Netlink.open(namespace)) {
      return netlink.links().list();
    }
  }

  static void assertNothingLeft(NetworkNamespace pod) {
    assertThat(links(pod)).extracting(Link::name).containsExactly("lo");
  }

  static boolean reaches(NetworkNamespace from, String address) throws Exception {
    return from.<Boolean, IOException>call(() -> InetAddress.getByName(address).isReachable(2000));
  }

  static String withPrevious(String config, String result) throws IOException {
    ObjectNode tree = (ObjectNode) WireJson.parse(config);
    tree.set("prevResult", WireJson.parse(result));
    return tree.toString();
  }

  /** The files in the journal of an agent that was started in a directory. */
  static List<String> journal(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory.resolve("journal"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals("lock"))
          .toList();
    }
  }

  /** All but the kernel's own link-local ones, which come a moment after a link is up. */
  static List<String> routes(NetworkNamespace namespace) {
    try (Netlink netlink = Netlink.open(namespace)) {
      return netlink.routes().list(RouteFilter.ALL).stream()
          .filter(route -> !route.destination().equals(LINK_LOCAL))
          .map(
              route ->
                  route.destination()
                      + " via "
                      + route.gateway()
                      + " dev "
                      + netlink.links().find(route.linkIndex()).map(Link::name).orElse("?"))
          .toList();
    }
  }
}
