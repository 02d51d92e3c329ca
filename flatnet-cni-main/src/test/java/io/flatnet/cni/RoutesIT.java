package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.Phase;
import io.flatnet.api.RouteSettings;
import io.flatnet.cni.Calls.Outcome;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.netlink.MonitorTopic;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkEvent;
import io.flatnet.netlink.NetworkMonitor;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.Route;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Default routes that move, small networks, and pods whose only interface is the flat one. */
@Requires({Part.KERNEL, Part.IPROUTE})
class RoutesIT {
  private final FakeAddressSource source = new FakeAddressSource();
  private TestNetwork network;
  private NodeNetwork node;
  private Calls calls;

  @BeforeEach
  void open() {
    network = new TestNetwork("10.7.0.1/24", "fd07::1/64", "10.7.9.0/31", "fd07:9::/127");
    node = NodeNetwork.open(network.node(), null);
    calls = Calls.of(new CniPlugin(source, node, Runnable::run), "1.1.0");
  }

  @AfterEach
  void close() {
    node.close();
    network.close();
  }

  private void give(String cidr, String gateway, String address, RouteSettings settings) {
    FlatNetworkSubnetSpec.Builder spec =
        Claims.macvlan(TestNetwork.UPLINK, cidr).gateway(gateway).routeSettings(settings);
    source.put(new Subnet(Claims.SUBNET, spec.build(), Phase.ACTIVE, ""));
    source.put(Claims.of("web", address));
  }

  private static RouteSettings defaultGateway() {
    return RouteSettings.builder().flatNetworkDefaultGateway(true).build();
  }

  private static List<String> defaults(NetworkNamespace pod) {
    return Wire.state(pod).stream().filter(line -> line.startsWith("route default")).toList();
  }

  private NetworkNamespace podOf(IpFamily family) {
    return family == IpFamily.IPV4
        ? network.podWithEth0("10.42.0.5/24", "10.42.0.1/24")
        : network.podWithEth0("fd42::5/64", "fd42::1/64");
  }

  @ParameterizedTest
  @CsvSource({
    "10.7.0.0/24, 10.7.0.1, 10.7.0.10, IPV4, 0",
    "10.7.0.0/24, 10.7.0.1, 10.7.0.10, IPV4, 100",
    "fd07::/64, fd07::1, fd07::10, IPV6, 0",
    "fd07::/64, fd07::1, fd07::10, IPV6, 2048"
  })
  void add_whichMovesTheDefaultRoute_isAtNoMomentWithoutOne(
      String cidr, String gateway, String address, IpFamily family, int metric) throws IOException {
    give(cidr, gateway, address, defaultGateway());
    NetworkNamespace pod = podOf(family);
    if (metric != 0) {
      String dash = family == IpFamily.IPV4 ? "-4" : "-6";
      String via = family == IpFamily.IPV4 ? "10.42.0.1" : "fd42::1";
      Wire.change(pod, dash + " route del default");
      Wire.change(pod, dash + " route add default via " + via + " dev eth0 metric " + metric);
    }
    MonitorTopic topic =
        family == IpFamily.IPV4 ? MonitorTopic.IPV4_ROUTE : MonitorTopic.IPV6_ROUTE;
    try (NetworkMonitor monitor = NetworkMonitor.open(pod, Set.of(topic))) {
      Outcome outcome = calls.add("web", pod);

      assertThat(outcome.exitCode()).as(outcome.message()).isZero();
      assertThat(defaults(pod)).singleElement().asString().contains(gateway, "eth1");
      assertThat(outcome.json().path("routes").toString()).contains(gateway);
      assertThat(leastDefaults(monitor)).as("default routes at any moment").isGreaterThan(0);
    }
    assertThat(calls.del("web", pod).exitCode()).isZero();
  }

  /** How few default routes there were, counted from one by the kernel's own events. */
  private static int leastDefaults(NetworkMonitor monitor) {
    int count = 1;
    int least = 1;
    Optional<NetworkEvent> event = monitor.next(Duration.ofMillis(200));
    List<Integer> links = new ArrayList<>();
    while (event.isPresent()) {
      switch (event.get()) {
        case NetworkEvent.RouteChanged(Route route) when route.isDefault() -> {
          // A replacement is told as the new route alone.
          links.add(route.linkIndex());
          count++;
        }
        case NetworkEvent.RouteGone(Route route) when route.isDefault() -> count--;
        default -> {}
      }
      least = Math.min(least, count);
      event = monitor.next(Duration.ofMillis(200));
    }
    assertThat(links).as("the new default route was told").isNotEmpty();
    return least;
  }

  @Test
  void add_whichMovesTheDefaultAndFailsLater_putsItBack() throws CniFailure {
    give("10.7.0.0/24", "10.7.0.1", "10.7.0.10", defaultGateway());
    NetworkNamespace pod = podOf(IpFamily.IPV4);
    Set<String> before = Wire.state(pod);
    FakeAddressSource refusing =
        new FakeAddressSource() {
          @Override
          public synchronized Claim activate(Claim claim, io.flatnet.ipam.MacAddress mac)
              throws CniFailure {
            throw new CniFailure(
                io.flatnet.api.cni.WellKnownError.TRY_AGAIN_LATER, "cannot reach the API server");
          }
        };
    refusing.put(source.subnet(Claims.SUBNET).orElseThrow());
    refusing.put(source.claim("default/web"));

    Outcome outcome =
        Calls.of(new CniPlugin(refusing, node, Runnable::run), "1.1.0").add("web", pod);

    assertThat(outcome.code()).isEqualTo(11);
    assertThat(Wire.state(pod)).isEqualTo(before);
  }

  @ParameterizedTest
  @CsvSource({
    "10.7.9.0/31, 10.7.9.0, 10.7.9.1",
    "fd07:9::/127, fd07:9::, fd07:9::1",
    "10.7.0.77/32, 10.7.0.1, 10.7.0.77",
    "fd07::77/128, fd07::1, fd07::77"
  })
  void add_inTheSmallestNetworks_reachesTheGateway(String cidr, String gateway, String address)
      throws IOException {
    give(cidr, gateway, address, defaultGateway());
    IpFamily family = IpPrefix.parse(cidr).family();
    NetworkNamespace pod = podOf(family);

    Outcome outcome = calls.add("web", pod);

    assertThat(outcome.exitCode()).as(outcome.message()).isZero();
    assertThat(outcome.json().at("/ips/0/address").asText())
        .isEqualTo(address + cidr.substring(cidr.indexOf('/')));
    assertThat(defaults(pod)).singleElement().asString().contains(gateway, "eth1");
    assertThat(Wire.reaches(pod, io.flatnet.ipam.IpAddress.parse(gateway), 5000)).isTrue();
    Outcome check = calls.check("web", pod, outcome.json());
    assertThat(check.exitCode()).as(check.message()).isZero();
  }

  @Test
  void add_whereTheFlatInterfaceIsEth0_isThePodsOnlyOne() throws IOException {
    give("10.7.0.0/24", "10.7.0.1", "10.7.0.10", defaultGateway());
    NetworkNamespace pod = network.pod();
    Calls eth0 = calls.named("eth0");

    Outcome outcome = eth0.add("web", pod);

    assertThat(outcome.exitCode()).as(outcome.message()).isZero();
    assertThat(defaults(pod)).isEmpty();
    assertThat(Wire.reaches(pod, io.flatnet.ipam.IpAddress.parse("10.7.0.1"), 5000)).isTrue();
    assertThat(eth0.check("web", pod, outcome.json()).exitCode()).isZero();
    assertThat(eth0.del("web", pod).exitCode()).isZero();
    assertThat(Wire.state(pod)).noneMatch(line -> line.contains("eth0"));
  }

  @Test
  void add_ofAnIpv6AddressInAnIpv4Cluster_isReachedOverThePodsIpv4Link() {
    give(
        "fd07::/64",
        "fd07::1",
        "fd07::10",
        RouteSettings.builder().addPodIPToHost(true).addClusterCIDR(true).build());
    NetworkNamespace pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");

    Outcome outcome = calls.option("clusterCIDR", "10.42.0.0/16,fd42::/48").add("web", pod);

    assertThat(outcome.exitCode()).as(outcome.message()).isZero();
    assertThat(Wire.state(network.node()))
        .anyMatch(line -> line.startsWith("route fd07::10 via - dev veth1"));
    assertThat(Wire.state(pod))
        .anyMatch(line -> line.startsWith("route 10.42.0.0/16 via 10.42.0.1 dev eth0"))
        .noneMatch(line -> line.contains("fd42"));
    try (Netlink netlink = Netlink.open(pod)) {
      assertThat(netlink.links().find("eth1")).isPresent();
    }
    assertThat(calls.del("web", pod).exitCode()).isZero();
    assertThat(Wire.state(network.node())).noneMatch(line -> line.contains("fd07::10"));
  }
}
