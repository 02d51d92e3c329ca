package io.flatnet.cni.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.api.wire.WireJson;
import io.flatnet.cni.Calls;
import io.flatnet.cni.Claims;
import io.flatnet.cni.CniPlugin;
import io.flatnet.cni.FakeAddressSource;
import io.flatnet.cni.NodeNetwork;
import io.flatnet.cni.TestNetwork;
import io.flatnet.netlink.Link;
import io.flatnet.netlink.Netlink;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.flatnet.testcluster.TestHome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same network given to us and to the macvlan and ipvlan plugins of the CNI project: what is in
 * the kernel afterwards, and what the result says, is equal but for differences that stand here and
 * are explained in {@code docs/peers.md}.
 */
@Requires({Part.KERNEL, Part.PEERS, Part.IPROUTE})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PeerContract {
  private static final String POD = "web";

  private final FakeAddressSource source = new FakeAddressSource();
  private TestNetwork network;
  private NodeNetwork node;

  /** The networks that the kernel at hand can make. */
  abstract Stream<PeerCase> cases();

  /** The versions of the CNI specification in which both are asked. */
  List<String> versions() {
    return List.of("0.4.0", "1.0.0", "1.1.0");
  }

  @BeforeEach
  void open() {
    network = new TestNetwork("10.7.0.1/24", "fd07::1/64");
    node = NodeNetwork.open(network.node(), null);
  }

  @AfterEach
  void close() {
    node.close();
    network.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void add_withTheSameNetwork_leavesTheSame(PeerCase wanted) throws IOException {
    for (String version : versions()) {
      makeMaster(wanted);
      Observed theirs = withTheirs(wanted, version);
      Observed ours = withOurs(wanted, version);

      assertThat(ours.differencesTo(theirs))
          .as("CNI %s, %s", version, wanted)
          .allMatch(PeerDifference::explains);
    }
  }

  /** What their ADD leaves; CHECK and DEL follow. */
  private Observed withTheirs(PeerCase wanted, String version) throws IOException {
    NetworkNamespace pod = network.pod();
    String config = wanted.theirs(version);
    JsonNode result = theirs(wanted, "ADD", config, pod);
    Observed observed = Observed.of(pod, result);
    ObjectNode withPrevious = (ObjectNode) WireJson.parse(config);
    withPrevious.set("prevResult", result);
    theirs(wanted, "CHECK", withPrevious.toString(), pod);
    theirs(wanted, "DEL", withPrevious.toString(), pod);
    assertGone(pod);
    return observed;
  }

  /** What our ADD leaves; CHECK and DEL follow. */
  private Observed withOurs(PeerCase wanted, String version) throws IOException {
    NetworkNamespace pod = network.pod();
    source.put(Claims.active(wanted.subnet()));
    source.put(Claims.of(POD, wanted.address(), wanted.mac()));
    Calls calls =
        Calls.of(new CniPlugin(source, node, Runnable::run), version)
            .option("mtu", PeerCase.MTU_BYTES);
    Calls.Outcome added = calls.add(POD, pod);
    assertThat(added.exitCode()).as(added.message()).isZero();
    Observed observed = Observed.of(pod, added.json());
    Calls.Outcome checked = calls.check(POD, pod, added.json());
    assertThat(checked.exitCode()).as(checked.message()).isZero();
    assertThat(calls.del(POD, pod).exitCode()).isZero();
    assertGone(pod);
    return observed;
  }

  private static void assertGone(NetworkNamespace pod) {
    try (Netlink netlink = Netlink.open(pod)) {
      assertThat(netlink.links().list()).extracting(Link::name).containsExactly("lo");
    }
  }

  /** The CNI project's plugins want a VLAN link that is there. */
  private void makeMaster(PeerCase wanted) throws IOException {
    if (wanted.vlan() != 0 && node.netlink().links().find(wanted.master()).isEmpty()) {
      InNamespace.run(
          network.node(),
          "ip link add link %s name %s type vlan id %d"
              .formatted(TestNetwork.UPLINK, wanted.master(), wanted.vlan()));
      InNamespace.run(network.node(), "ip link set " + wanted.master() + " up");
    }
  }

  /** A call of theirs, which must succeed. */
  private JsonNode theirs(PeerCase wanted, String command, String config, NetworkNamespace pod)
      throws IOException {
    Path plugins = TestHome.ofEnvironment().peers();
    Map<String, String> environment = new HashMap<>();
    environment.put("CNI_COMMAND", command);
    environment.put("CNI_CONTAINERID", "container-" + POD);
    environment.put("CNI_NETNS", TestNetwork.pathOf(pod).toString());
    environment.put("CNI_IFNAME", PeerCase.INTERFACE);
    environment.put("CNI_PATH", plugins.toString());
    environment.put(
        "CNI_ARGS", "IgnoreUnknown=1" + (wanted.mac().isEmpty() ? "" : ";MAC=" + wanted.mac()));
    String program = plugins.resolve(wanted.kind()).toString();
    InNamespace.Outcome outcome =
        InNamespace.run(network.node(), List.of(program), environment, config);
    assertThat(outcome.exitCode()).as(program + " " + command + ": " + outcome.output()).isZero();
    return WireJson.parse(outcome.output().isBlank() ? "{}" : outcome.output());
  }
}
