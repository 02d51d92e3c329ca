package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.Phase;
import io.flatnet.cni.Calls.Outcome;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.NetworkNamespace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Several subnets on the links of one node, with pods {@code p10}, {@code p11} and so on. */
abstract class ParentFixture {
  final FakeAddressSource source = new FakeAddressSource();
  Wire wire;
  NodeNetwork node;
  Calls calls;

  @BeforeEach
  void open() {
    wire = new Wire(0);
    node = NodeNetwork.open(wire.node(), null);
    calls = Calls.of(new CniPlugin(source, node, Runnable::run), "1.1.0");
  }

  @AfterEach
  void close() {
    node.close();
    wire.close();
  }

  /** A subnet of IPv4 on a master. */
  void subnet(String name, String master, int vlan, String kind, String mode, String flag) {
    FlatNetworkSubnetSpec.Builder spec =
        FlatNetworkSubnetSpec.builder()
            .flatMode(kind)
            .mode(mode)
            .master(master)
            .vlan(vlan)
            .cidr(Wire.cidr(IpFamily.IPV4));
    source.put(
        new Subnet(
            name, (flag.isEmpty() ? spec : spec.ipvlanFlag(flag)).build(), Phase.ACTIVE, ""));
  }

  void macvlan(String name, String master, int vlan) {
    subnet(name, master, vlan, "macvlan", "bridge", "");
  }

  /** Gives a pod an address of a subnet. */
  void claim(String subnet, int host) {
    Claim claim = Claims.of("p" + host, Wire.address(IpFamily.IPV4, host).toString());
    source.put(
        new Claim(
            claim.namespace(),
            claim.name(),
            claim.uid(),
            "",
            false,
            subnet,
            claim.podId(),
            claim.phase(),
            "",
            claim.address(),
            ""));
  }

  Outcome add(String subnet, int host, NetworkNamespace pod) {
    claim(subnet, host);
    return calls.add("p" + host, pod);
  }

  void assertAdded(Outcome outcome) {
    assertThat(outcome.exitCode()).as(outcome.message()).isZero();
  }

  void assertRefused(Outcome outcome, PluginError error, String... words) {
    assertThat(outcome.code()).as(outcome.json().toString()).isEqualTo(error.code());
    assertThat(outcome.message()).contains(words);
  }

  /** The names of the node's links. */
  List<String> nodeLinks() {
    List<String> names = new ArrayList<>();
    for (JsonNode link : Wire.ip(wire.node(), "link", "show")) {
      names.add(link.path("ifname").asText());
    }
    return names;
  }
}
