package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.Phase;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.attach.PodNetwork;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bad input: each is an error result with the specification's code, and leaves nothing. */
@Requires(Part.KERNEL)
class CniPluginIT {
  private static final String CONFIG =
      "{\"cniVersion\":\"1.0.0\",\"name\":\"flat\",\"type\":\"flatnet-cni\",\"flatNetwork\":{\"timeoutSeconds\":1}}";

  private final FakeAddressSource source = new FakeAddressSource();
  private TestNetwork network;
  private NodeNetwork node;
  private NetworkNamespace pod;
  private CniPlugin plugin;

  @BeforeEach
  void open() {
    network = new TestNetwork("10.7.0.1/24");
    node = NodeNetwork.open(network.node(), null);
    pod = network.pod();
    plugin = new CniPlugin(source, node, Runnable::run);
    source.put(Claims.active(Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24")));
    source.put(Claims.of("web", "10.7.0.10"));
  }

  @AfterEach
  void close() {
    node.close();
    network.close();
  }

  private JsonNode run(String command, String config) throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", "container-web");
    environment.put("CNI_NETNS", "/somewhere");
    environment.put("CNI_IFNAME", "eth1");
    environment.put("CNI_ARGS", "K8S_POD_NAMESPACE=default;K8S_POD_NAME=web;K8S_POD_UID=pod-web");
    CniRequest request =
        new CniRequest(environment, config.getBytes(StandardCharsets.UTF_8), pod, "");
    try (CniAnswer answer = plugin.run(request, Cancellation.unwatched())) {
      return WireJson.parse(answer.json().isEmpty() ? "{}" : answer.json());
    }
  }

  private void assertNothingLeft() {
    try (PodNetwork opened = PodNetwork.open(pod)) {
      assertThat(opened.netlink().links().list()).extracting(Link::name).containsExactly("lo");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "~~ | 6",
        "nonsense | 6",
        "[] | 6",
        "{\"cniVersion\":\"0.0.9\"} | 1",
        "{\"cniVersion\":\"9.9.9\"} | 1",
        "{\"cniVersion\":\"1.0.0\",\"ipam\":{\"type\":\"host-local\"}} | 2",
        "{\"cniVersion\":\"1.0.0\",\"flatNetwork\":{\"mtu\":-1}} | 7",
        "{\"cniVersion\":\"1.0.0\",\"flatNetwork\":{\"arpPolicy\":\"loud\"}} | 7",
      })
  void add_withBadConfig_saysWhichCode(String config, int code) throws IOException {
    JsonNode error = run("ADD", config);

    assertThat(error.path("code").asInt()).as(error.toString()).isEqualTo(code);
    assertThat(error.path("msg").asText()).isNotBlank();
    assertNothingLeft();
    assertThat(run("DEL", config).isEmpty()).isTrue();
  }

  @Test
  void add_whenTheServerIsDown_saysTryAgain() throws IOException {
    source.failWith(
        new CniFailure(
            io.flatnet.api.cni.WellKnownError.TRY_AGAIN_LATER, "cannot reach the API server"));

    assertThat(run("ADD", CONFIG).path("code").asInt()).isEqualTo(11);
    assertNothingLeft();
    assertThat(run("DEL", CONFIG).isEmpty()).isTrue();
  }

  @Test
  void add_whenTheSubnetFailed_saysWhy() throws IOException {
    source.put(
        new Subnet(
            Claims.SUBNET,
            Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24").build(),
            Phase.FAILED,
            "overlaps with other"));

    JsonNode error = run("ADD", CONFIG);

    assertThat(error.path("code").asInt()).isEqualTo(101);
    assertThat(error.path("msg").asText()).contains("overlaps with other");
    assertNothingLeft();
  }

  @Test
  void add_whenTheSubnetIsGone_namesIt() throws IOException {
    source.put(Claims.of("other", "10.7.0.11"));
    source.put(
        new Claim(
            "default",
            "web",
            "u",
            "",
            false,
            "gone",
            "pod-web",
            Phase.PENDING,
            "",
            "10.7.0.10",
            ""));

    assertThat(run("ADD", CONFIG).path("msg").asText()).contains("\"gone\"");
  }

  @ParameterizedTest
  @CsvSource({
    "vlan,l2,,0,flatMode",
    "macvlan,l2,,0,mode",
    "ipvlan,bridge,,0,mode",
    "ipvlan,l2,both,0,ipvlanFlag",
    "macvlan,bridge,bridge,0,ipvlanFlag",
    "macvlan,bridge,,4095,vlan",
    "macvlan,bridge,,-1,vlan"
  })
  void add_withWhatCannotBe_namesTheField(
      String kind, String mode, String flag, int vlan, String field) throws IOException {
    source.put(
        Claims.active(
            Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24")
                .flatMode(kind)
                .mode(mode)
                .ipvlanFlag(flag)
                .vlan(vlan)));

    JsonNode error = run("ADD", CONFIG);

    assertThat(error.path("code").asInt()).isEqualTo(101);
    assertThat(error.path("msg").asText()).contains(field + " \"");
    assertNothingLeft();
  }

  @Test
  void add_whenTheAddressIsNotInTheCidr_saysSo() throws IOException {
    source.put(Claims.of("web", "10.8.0.10"));

    JsonNode error = run("ADD", CONFIG);

    assertThat(error.path("code").asInt()).isEqualTo(101);
    assertThat(error.path("msg").asText()).contains("10.8.0.10").contains("10.7.0.0/24");
  }

  @Test
  void add_whenTheClaimCannotBeWritten_takesTheInterfaceBack() throws IOException {
    // A claim of another UID is there by the time it is written.
    FakeAddressSource forgetful =
        new FakeAddressSource() {
          @Override
          public synchronized Claim activate(Claim claim, io.flatnet.ipam.MacAddress mac)
              throws CniFailure {
            remove(claim.key());
            return super.activate(claim, mac);
          }
        };
    forgetful.put(Claims.active(Claims.macvlan(TestNetwork.UPLINK, "10.7.0.0/24")));
    forgetful.put(Claims.of("web", "10.7.0.10"));
    plugin = new CniPlugin(forgetful, node, Runnable::run);

    assertThat(run("ADD", CONFIG).path("code").asInt()).isEqualTo(11);
    assertNothingLeft();
  }

  @Test
  void undo_ofAnAdd_takesInterfaceAndClaimBack() throws IOException {
    Claim before = source.claim("default/web");
    Map<String, String> environment =
        Map.of(
            "CNI_COMMAND", "ADD",
            "CNI_CONTAINERID", "c",
            "CNI_NETNS", "/somewhere",
            "CNI_IFNAME", "eth1",
            "CNI_ARGS", "K8S_POD_NAMESPACE=default;K8S_POD_NAME=web");
    CniRequest request =
        new CniRequest(environment, CONFIG.getBytes(StandardCharsets.UTF_8), pod, "");
    try (CniAnswer answer = plugin.run(request, Cancellation.unwatched())) {
      assertThat(answer.exitCode()).as(answer.json()).isZero();
      answer.undo();
    }

    assertNothingLeft();
    assertThat(source.claim("default/web").phase()).isEqualTo(before.phase());
    assertThat(source.claim("default/web").mac()).isEmpty();
  }

  @Test
  void check_withoutPreviousResult_isInvalid() throws IOException {
    assertThat(run("CHECK", CONFIG).path("code").asInt()).isEqualTo(7);
  }

  @Test
  void check_inAVersionBeforeIt_isIncompatible() throws IOException {
    assertThat(run("CHECK", CONFIG.replace("1.0.0", "0.3.1")).path("code").asInt()).isEqualTo(1);
  }

  @Test
  void version_answersInTheAskedVersion() throws IOException {
    JsonNode answer = run("VERSION", "{\"cniVersion\":\"0.4.0\"}");

    assertThat(answer.path("cniVersion").asText()).isEqualTo("0.4.0");
    assertThat(answer.path("supportedVersions").toString())
        .isEqualTo("[\"0.1.0\",\"0.2.0\",\"0.3.0\",\"0.3.1\",\"0.4.0\",\"1.0.0\",\"1.1.0\"]");
  }
}
