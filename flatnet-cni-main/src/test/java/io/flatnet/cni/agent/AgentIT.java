package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.Phase;
import io.flatnet.api.RouteSettings;
import io.flatnet.api.RouteSpec;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.Claims;
import io.flatnet.cni.Launcher;
import io.flatnet.cni.Launcher.Outcome;
import io.flatnet.cni.TestNetwork;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.InterfaceAddress;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.LinkKind;
import io.flatnet.netlink.LinkRequest;
import io.flatnet.netlink.MacvlanMode;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.SysctlKey;
import io.flatnet.netlink.Sysctls;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What the verbs do to a pod, to its node and to the claim. */
class AgentIT extends AgentFixture {
  @Test
  void add_whenAddressIsThere_makesTheInterfaceAndSaysSo() throws Exception {
    source.put(Claims.of("web", "10.7.0.10", "02:00:00:00:07:0a"));
    NetworkNamespace pod = network.pod();

    Outcome outcome = call.forPod("ADD", "web", pod, "eth1").call(CONFIG);

    assertThat(outcome.exitCode()).as(outcome.stdout()).isZero();
    JsonNode expected =
        WireJson.parse(
            """
            {"cniVersion":"1.0.0",
             "interfaces":[{"name":"eth1","mac":"02:00:00:00:07:0a","sandbox":"%s"}],
             "ips":[{"address":"10.7.0.10/24","gateway":"10.7.0.1","interface":0}],
             "dns":{"nameservers":["10.7.0.2"]}}
            """
                .formatted(TestNetwork.pathOf(pod)));
    assertThat(outcome.json()).isEqualTo(expected);
    try (Netlink netlink = Netlink.open(pod)) {
      Link link = netlink.links().get("eth1");
      assertThat(link.kind()).isEqualTo(new LinkKind.Macvlan(MacvlanMode.BRIDGE));
      assertThat(link.mac()).isEqualTo(MacAddress.parse("02:00:00:00:07:0a"));
      assertThat(link.mtuBytes()).isEqualTo(1400);
      assertThat(link.isUp()).isTrue();
      assertThat(netlink.addresses().list(link.index()))
          .filteredOn(InterfaceAddress::isGlobal)
          .extracting(InterfaceAddress::address, InterfaceAddress::prefixLength)
          .containsExactly(org.assertj.core.groups.Tuple.tuple(IpAddress.parse("10.7.0.10"), 24));
    }
    assertThat(Sysctls.of(pod).getInt(SysctlKey.ofLink(IpFamily.IPV4, "eth1", "arp_notify")))
        .isEqualTo(1);
    assertThat(source.claim("default/web").phase()).isEqualTo(Phase.ACTIVE);
    assertThat(source.claim("default/web").mac()).isEqualTo("02:00:00:00:07:0a");
  }

  @Test
  void add_ofTwoPods_reachEachOtherAndTheGateway() throws Exception {
    source.put(Claims.of("a", "10.7.0.10"));
    source.put(Claims.of("b", "10.7.0.11"));
    NetworkNamespace a = network.pod();
    NetworkNamespace b = network.pod();
    assertThat(call.forPod("ADD", "a", a, "eth1").call(CONFIG).exitCode()).isZero();
    assertThat(call.forPod("ADD", "b", b, "eth1").call(CONFIG).exitCode()).isZero();

    assertThat(reaches(a, "10.7.0.11")).isTrue();
    assertThat(reaches(b, "10.7.0.1")).isTrue();
    assertThat(reaches(b, "10.7.0.99")).isFalse();
  }

  @Test
  void add_ofIpv6WhereIpv6IsOff_isUsableAtOnce() throws Exception {
    source.put(Claims.active(Claims.macvlan(TestNetwork.UPLINK, "fd07::/64").gateway("fd07::1")));
    source.put(Claims.of("a", "fd07::10"));
    source.put(Claims.of("b", "fd07::11"));
    NetworkNamespace a = network.pod();
    NetworkNamespace b = network.pod();
    Sysctls.of(a).set(new SysctlKey("ipv6/conf/default/disable_ipv6"), 1);
    Outcome first = call.forPod("ADD", "a", a, "eth1").call(CONFIG);
    assertThat(first.exitCode()).as(first.stdout()).isZero();
    assertThat(call.forPod("ADD", "b", b, "eth1").call(CONFIG).exitCode()).isZero();

    assertThat(first.json().path("ips").path(0).path("address").asText()).isEqualTo("fd07::10/64");
    assertThat(reaches(a, "fd07::11")).isTrue();
    assertThat(reaches(b, "fd07::1")).isTrue();
  }

  @Test
  void add_withOlderVersion_namesTheFamily() throws Exception {
    source.put(Claims.of("web", "10.7.0.10"));
    String config = CONFIG.replace("1.0.0", "0.3.1");

    Outcome outcome = call.forPod("ADD", "web", network.pod(), "eth1").call(config);

    assertThat(outcome.json().path("cniVersion").asText()).isEqualTo("0.3.1");
    assertThat(outcome.json().path("ips").path(0).path("version").asText()).isEqualTo("4");
  }

  @Test
  void add_withRoutesOfEveryKind_makesThem() throws Exception {
    source.put(
        Claims.active(
            Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24")
                .gateway("10.7.0.1")
                .routes(
                    List.of(
                        RouteSpec.builder().dev("eth1").dst("10.20.0.0/16").priority(50).build(),
                        RouteSpec.builder().dev("eth0").dst("10.21.0.0/16").build()))
                .routeSettings(
                    RouteSettings.builder()
                        .addClusterCIDR(true)
                        .addServiceCIDR(true)
                        .addPodIPToHost(true)
                        .flatNetworkDefaultGateway(true)
                        .build())));
    source.put(Claims.of("web", "10.7.0.10"));
    NetworkNamespace pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");

    Outcome outcome = call.forPod("ADD", "web", pod, "net1").call(CONFIG);

    assertThat(outcome.exitCode()).as(outcome.stdout()).isZero();
    assertThat(outcome.json().path("routes").toString())
        .isEqualTo(
            "[{\"dst\":\"10.20.0.0/16\",\"gw\":\"10.7.0.1\"},{\"dst\":\"0.0.0.0/0\",\"gw\":\"10.7.0.1\"}]");
    assertThat(routes(pod))
        .contains(
            "0.0.0.0/0 via 10.7.0.1 dev net1",
            "10.20.0.0/16 via 10.7.0.1 dev net1",
            "10.21.0.0/16 via 10.42.0.1 dev eth0",
            "10.42.0.0/16 via 10.42.0.1 dev eth0",
            "10.43.0.0/16 via 10.42.0.1 dev eth0")
        .doesNotContain("0.0.0.0/0 via 10.42.0.1 dev eth0");
    assertThat(routes(network.node())).contains("10.7.0.10/32 via null dev veth1");

    String previous = withPrevious(CONFIG, outcome.stdout());
    Outcome check = call.forPod("CHECK", "web", pod, "net1").call(previous);
    assertThat(check.exitCode()).as(check.stdout()).isZero();

    assertThat(call.forPod("DEL", "web", pod, "net1").call(CONFIG).exitCode()).isZero();
    assertThat(links(pod)).extracting(Link::name).containsExactlyInAnyOrder("lo", "eth0");
    assertThat(routes(network.node())).noneMatch(route -> route.startsWith("10.7.0.10/32"));
  }

  @Test
  void del_afterAddAndAgainAndWithoutNamespace_isSuccess() throws Exception {
    source.put(Claims.of("web", "10.7.0.10"));
    NetworkNamespace pod = network.pod();
    assertThat(call.forPod("ADD", "web", pod, "eth1").call(CONFIG).exitCode()).isZero();

    assertThat(call.forPod("DEL", "web", pod, "eth1").call(CONFIG)).isEqualTo(new Outcome(0, ""));
    assertNothingLeft(pod);
    assertThat(call.forPod("DEL", "web", pod, "eth1").call(CONFIG)).isEqualTo(new Outcome(0, ""));
    assertThat(
            call.forPod("DEL", "web", pod, "eth1")
                .with("CNI_NETNS", "/run/netns/gone")
                .call("{\"cniVersion\":\"1.0.0\",\"name\":\"half"))
        .isEqualTo(new Outcome(0, ""));
  }

  @Test
  void del_whenTheNameIsAnotherPluginsLink_leavesIt() throws Exception {
    NetworkNamespace pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");

    assertThat(call.forPod("DEL", "web", pod, "eth0").call(CONFIG).exitCode()).isZero();

    assertThat(links(pod)).extracting(Link::name).contains("eth0");
  }

  @Test
  void del_whenNamespaceIsTheNodes_touchesNothing() throws Exception {
    assertThat(
            call.forPod("DEL", "web", network.node(), TestNetwork.UPLINK).call(CONFIG).exitCode())
        .isZero();
    assertThat(links(network.node())).extracting(Link::name).contains(TestNetwork.UPLINK);
  }

  @Test
  void check_afterEachThingIsChanged_names() throws Exception {
    source.put(Claims.of("web", "10.7.0.10"));
    NetworkNamespace pod = network.pod();
    Outcome add = call.forPod("ADD", "web", pod, "eth1").call(CONFIG);
    String previous = withPrevious(CONFIG, add.stdout());
    Launcher check = call.forPod("CHECK", "web", pod, "eth1");
    assertThat(check.call(previous)).isEqualTo(new Outcome(0, ""));

    try (Netlink netlink = Netlink.open(pod)) {
      int index = netlink.links().get("eth1").index();
      MacAddress mac = netlink.links().get("eth1").mac();
      netlink.links().setDown(index);
      assertThat(check.call(previous).message()).contains("state is down");
      netlink.links().setUp(index);
      netlink.links().setMac(index, MacAddress.parse("02:00:00:00:00:99"));
      assertThat(check.call(previous).message()).contains("MAC is 02:00:00:00:00:99");
      netlink.links().setMac(index, java.util.Objects.requireNonNull(mac));
      assertThat(check.call(previous).exitCode()).isZero();
      netlink.addresses().delete(index, IpAddress.parse("10.7.0.10"), 24);
      assertThat(check.call(previous).message()).contains("address 10.7.0.10/24 is gone");
      netlink.links().delete(index);
      assertThat(check.call(previous).message()).contains("interface eth1 is gone");
      netlink.links().create(LinkRequest.bridge("eth1"));
      Outcome other = check.call(previous);
      assertThat(other.message()).contains("kind is bridge instead of macvlan");
      assertThat(other.errorCode()).isEqualTo(106);
    }
  }

  @Test
  void add_whenLauncherIsKilledWhileItWaits_leavesNothing() throws Exception {
    source.put(Claims.pending("web"));
    NetworkNamespace pod = network.pod();
    Process waiting =
        call.forPod("ADD", "web", pod, "eth1")
            .start(CONFIG.replace("\"timeoutSeconds\":2", "\"timeoutSeconds\":60"));
    await().until(() -> watching() == 1);

    waiting.destroyForcibly().waitFor();

    await().until(() -> watching() == 0);
    source.put(Claims.of("web", "10.7.0.10"));
    assertNothingLeft(pod);
    assertThat(source.activations()).isZero();
    assertThat(call.forPod("ADD", "web", pod, "eth1").call(CONFIG).exitCode()).isZero();
  }

  private static long watching() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            stack ->
                java.util.Arrays.stream(stack)
                    .anyMatch(frame -> frame.getMethodName().equals("awaitPeerGone")))
        .count();
  }

  @Test
  void add_whenAddressComesLater_waitsForIt() throws Exception {
    source.put(Claims.pending("web"));
    NetworkNamespace pod = network.pod();
    Process waiting = call.forPod("ADD", "web", pod, "eth1").start(CONFIG);
    await().until(() -> watching() == 1);

    source.put(Claims.of("web", "10.7.0.10"));

    assertThat(waiting.waitFor()).isZero();
    assertThat(links(pod)).extracting(Link::name).contains("eth1");
  }

  @Test
  void add_ofManyPodsAtOnce_allSucceed() throws Exception {
    int count = 24;
    List<NetworkNamespace> pods = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(8)) {
      List<Future<Outcome>> outcomes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String name = "pod-" + i;
        source.put(Claims.of(name, "10.7.0." + (10 + i)));
        NetworkNamespace pod = network.pod();
        pods.add(pod);
        outcomes.add(callers.submit(() -> call.forPod("ADD", name, pod, "eth1").call(CONFIG)));
      }
      for (Future<Outcome> outcome : outcomes) {
        assertThat(outcome.get().exitCode()).as(outcome.get().stdout()).isZero();
      }
    }
    assertThat(reaches(pods.getFirst(), "10.7.0." + (10 + count - 1))).isTrue();
  }

  @Test
  void add_withSixToFour_addsTheSecondAddress() throws Exception {
    source.put(Claims.withSixToFour(Claims.of("web", "10.7.0.10")));
    NetworkNamespace pod = network.pod();

    assertThat(call.forPod("ADD", "web", pod, "eth1").call(CONFIG).exitCode()).isZero();

    try (Netlink netlink = Netlink.open(pod)) {
      assertThat(netlink.addresses().list(netlink.links().get("eth1").index()))
          .filteredOn(InterfaceAddress::isGlobal)
          .extracting(address -> address.address() + "/" + address.prefixLength())
          .contains("10.7.0.10/24", "2002:a07:a::/40");
    }
  }

  @Test
  void socket_isForItsOwnerOnly() throws IOException {
    assertThat(Files.getPosixFilePermissions(agent.socket()))
        .extracting(Enum::name)
        .containsExactlyInAnyOrder("OWNER_READ", "OWNER_WRITE");
  }
}
