package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.RouteSettings;
import io.flatnet.api.cni.WellKnownError;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.Calls.Outcome;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.SysctlKey;
import io.flatnet.netlink.Sysctls;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** GC, STATUS, chains of plugins, and what a runtime asks for by itself. */
@Requires({Part.KERNEL, Part.IPROUTE})
class VerbsIT {
  private static final String MAC = "02:00:00:00:07:0a";

  private final FakeAddressSource source = new FakeAddressSource();
  private TestNetwork network;
  private NodeNetwork node;
  private Calls calls;

  @BeforeEach
  void open() {
    network = new TestNetwork("10.7.0.1/24", "fd07::1/64");
    node = NodeNetwork.open(network.node(), null);
    calls = Calls.of(new CniPlugin(source, node, Runnable::run), "1.1.0");
    source.put(
        Claims.active(
            Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24")
                .gateway("10.7.0.1")
                .routeSettings(RouteSettings.builder().addPodIPToHost(true).build())));
    source.put(Claims.of("web", "10.7.0.10", MAC));
  }

  @AfterEach
  void close() {
    node.close();
    network.close();
  }

  private List<String> nodeRoutes() {
    return Wire.state(network.node()).stream()
        .filter(line -> line.startsWith("route 10.7."))
        .toList();
  }

  private NetworkNamespace attached() {
    NetworkNamespace pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");
    Outcome added = calls.add("web", pod);
    assertThat(added.exitCode()).as(added.message()).isZero();
    assertThat(nodeRoutes()).singleElement().asString().contains("10.7.0.10").contains("141");
    return pod;
  }

  @Test
  void gc_leavesTheRouteOfAValidAttachmentAndOfALivingAddress() {
    NetworkNamespace pod = attached();

    assertThat(calls.gc("web").exitCode()).isZero();
    assertThat(nodeRoutes()).hasSize(1);
    assertThat(calls.gc().exitCode()).as("the list of another network").isZero();
    assertThat(nodeRoutes()).hasSize(1);
    assertThat(calls.del("web", pod).exitCode()).isZero();
  }

  @Test
  void gc_removesTheRouteThatNobodyUsesAndLeavesOthersRoutes() {
    NetworkNamespace pod = attached();
    Wire.change(network.node(), "route add 10.7.0.77/32 dev " + TestNetwork.UPLINK);
    Wire.change(pod, "link del dev eth1"); // as when the pod is gone and nobody called DEL

    assertThat(calls.gc("web").exitCode()).isZero();
    assertThat(nodeRoutes()).hasSize(2);
    assertThat(calls.gc("other").exitCode()).isZero();
    assertThat(nodeRoutes()).singleElement().asString().contains("10.7.0.77");
  }

  @Test
  void gc_withoutTheList_isInvalidAndRemovesNothing() throws IOException {
    NetworkNamespace pod = attached();
    Wire.change(pod, "link del dev eth1");

    Outcome outcome = calls.with("cni.dev/valid-attachments", WireJson.parse("{}")).gcWithoutList();

    assertThat(outcome.code()).isEqualTo(7);
    assertThat(outcome.message()).contains("cni.dev/valid-attachments");
    assertThat(nodeRoutes()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.4.0", "1.0.0"})
  void gcAndStatus_inAVersionBeforeThem_areIncompatible(String version) {
    Calls old = Calls.of(new CniPlugin(source, node, Runnable::run), version);

    assertThat(old.gc().code()).isEqualTo(1);
    assertThat(old.status().code()).isEqualTo(1);
  }

  @Test
  void status_whereTheClusterAnswers_isSuccess() {
    assertThat(calls.status()).isEqualTo(new Outcome(0, WireJson.tree(Map.of())));
  }

  @Test
  void status_whereTheClusterIsOutOfReach_isNotAvailable() {
    source.failWith(new CniFailure(WellKnownError.TRY_AGAIN_LATER, "cannot reach the API server"));

    assertThat(calls.status().code()).isEqualTo(50);
    assertThat(calls.status().message()).contains("cannot reach the API server");
  }

  @Test
  void status_withoutAnAgent_isNotAvailable() {
    Calls cold = Calls.of(CniPlugin.withoutAgent(source, node), "1.1.0");

    assertThat(cold.status().code()).isEqualTo(50);
    assertThat(cold.status().message()).contains("no agent");
  }

  @Test
  void add_afterAnotherPluginOfAChain_keepsItsResult() throws IOException {
    JsonNode before =
        WireJson.parse(
            """
            {"cniVersion":"1.1.0","interfaces":[{"name":"br0"},{"name":"eth0","sandbox":"/run/netns/web"}],
             "ips":[{"address":"10.42.0.5/24","interface":1}],"routes":[{"dst":"0.0.0.0/0","gw":"10.42.0.1"}],
             "dns":{"nameservers":["10.43.0.10"]}}
            """);
    NetworkNamespace pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");

    Outcome added = calls.with("prevResult", before).add("web", pod);

    assertThat(added.json().path("interfaces").findValuesAsText("name"))
        .containsExactly("br0", "eth0", "eth1");
    assertThat(added.json().path("ips").findValuesAsText("address"))
        .containsExactly("10.42.0.5/24", "10.7.0.10/24");
    assertThat(added.json().at("/ips/1/interface").asInt()).isEqualTo(2);
    assertThat(added.json().at("/routes/0/dst").asText()).isEqualTo("0.0.0.0/0");
    assertThat(added.json().at("/dns/nameservers/0").asText()).isEqualTo("10.43.0.10");
    Outcome check = calls.check("web", pod, added.json());
    assertThat(check.exitCode()).as(check.message()).isZero();
  }

  @Test
  void add_withWhatTheLedgerGave_isSuccess() throws IOException {
    JsonNode asked = WireJson.parse("{\"mac\":\"" + MAC + "\",\"ips\":[\"10.7.0.10/24\"]}");
    JsonNode args = WireJson.parse("{\"cni\":" + asked + "}");
    Map<String, String> arguments = Map.of("MAC", MAC.toUpperCase(Locale.ROOT), "IP", "10.7.0.10");

    Outcome added =
        calls.with("runtimeConfig", asked).with("args", args).add("web", network.pod(), arguments);

    assertThat(added.exitCode()).as(added.message()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "mac,02:00:00:00:00:01,runtimeConfig.mac",
    "mac,nonsense,runtimeConfig.mac",
    "ips,10.7.0.11,runtimeConfig.ips",
    "ips,10.7.0.11/24,runtimeConfig.ips"
  })
  void add_withOtherRuntimeConfig_isRefused(String field, String value, String named)
      throws IOException {
    String json = field.equals("ips") ? "[\"" + value + "\"]" : "\"" + value + "\"";
    NetworkNamespace pod = network.pod();

    Outcome refused =
        calls
            .with("runtimeConfig", WireJson.parse("{\"" + field + "\":" + json + "}"))
            .add("web", pod);

    assertThat(refused.code()).isEqualTo(7);
    assertThat(refused.message()).contains(named, value);
    assertThat(Wire.state(pod)).noneMatch(line -> line.contains("eth1"));
  }

  @ParameterizedTest
  @CsvSource({"MAC,02:00:00:00:00:01", "IP,10.7.0.11"})
  void add_withOtherArguments_isRefused(String name, String value) {
    Outcome refused = calls.add("web", network.pod(), Map.of(name, value));

    assertThat(refused.code()).isEqualTo(4);
    assertThat(refused.message()).contains("CNI_ARGS " + name, value);
  }

  @Test
  void check_sysctlsAndTheNodesRoute_areSeen() {
    NetworkNamespace pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");
    Outcome added = calls.option("proxyARP", true).add("web", pod);
    Calls asked = calls.option("proxyARP", true);
    assertThat(asked.check("web", pod, added.json()).exitCode()).isZero();
    Sysctls sysctls = Sysctls.of(pod);
    for (String name : List.of("arp_notify", "proxy_arp")) {
      SysctlKey key = SysctlKey.ofLink(IpFamily.IPV4, "eth1", name);
      sysctls.set(key, 0);
      assertThat(asked.check("web", pod, added.json()).message()).contains(name + " is 0");
      sysctls.set(key, 1);
    }
    Wire.change(network.node(), "route del 10.7.0.10/32");

    assertThat(asked.check("web", pod, added.json()).message())
        .contains("the node's route to 10.7.0.10/32");
  }

  @Test
  void del_ofAPodOfTheReference_removesItsRouteToo() {
    NetworkNamespace pod = network.podWithEth0("10.42.0.5/24", "10.42.0.1/24");
    // As the reference leaves a pod: no alias, and a route of protocol boot without a metric.
    Wire.change(network.node(), "link add mv9 link up0 type macvlan mode bridge");
    Wire.change(
        network.node(),
        "link set dev mv9 netns /proc/%d/fd/%d name eth1"
            .formatted(ProcessHandle.current().pid(), pod.descriptor()));
    Wire.change(pod, "addr add 10.7.0.20/24 dev eth1");
    Wire.change(pod, "link set dev eth1 up");
    Wire.change(network.node(), "route add 10.7.0.20/32 dev veth1");
    Wire.change(network.node(), "route add 10.7.0.21/32 dev veth1");

    assertThat(calls.del("old", pod).exitCode()).isZero();

    assertThat(nodeRoutes()).singleElement().asString().contains("10.7.0.21");
    assertThat(Wire.state(pod)).noneMatch(line -> line.contains("eth1"));
  }
}
