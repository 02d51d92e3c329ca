package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.RouteSpec;
import io.flatnet.cni.Calls.Outcome;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The same attachment in every mode, flag, family and spec version: what the kernel made by the
 * word of {@code ip}, who is reached, what CHECK sees, and that nothing is left. Subclasses say
 * which modes their kernel has.
 */
abstract class ModeMatrix {
  static final List<String> VERSIONS =
      List.of("0.1.0", "0.2.0", "0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0");
  private static final int FIRST = 10;
  private static final int SECOND = 11;
  private static final int PATIENCE_MILLIS = 5000;
  private static final int ABSENCE_MILLIS = 300;

  /** A combination. */
  record Scenario(
      String kind, String mode, String flag, int vlan, IpFamily family, String version) {
    boolean isPassthru() {
      return mode.equals("passthru");
    }

    boolean isRouted() {
      return mode.startsWith("l3");
    }

    /** Whether pods of one node see each other though the switch sends nothing back. */
    boolean joinsPods() {
      return kind.equals("macvlan") ? mode.equals("bridge") : flag.equals("bridge");
    }

    FlatNetworkSubnetSpec.Builder spec() {
      String far = family == IpFamily.IPV4 ? "10.20.0.0/16" : "fd20::/64";
      FlatNetworkSubnetSpec.Builder spec =
          FlatNetworkSubnetSpec.builder()
              .flatMode(kind)
              .mode(mode)
              .master(Wire.UPLINK)
              .vlan(vlan)
              .cidr(Wire.cidr(family))
              .gateway(Wire.address(family, 1).toString())
              .addRoutes(RouteSpec.builder().dev("eth1").dst(far).build());
      return flag.isEmpty() ? spec : spec.ipvlanFlag(flag);
    }
  }

  /** The combinations of some modes with all families and versions. */
  static Stream<Scenario> scenarios(String kind, List<String> modes, List<String> flags, int vlan) {
    return scenarios(kind, modes, flags, vlan, VERSIONS);
  }

  /** The same with some versions alone. */
  static Stream<Scenario> scenarios(
      String kind, List<String> modes, List<String> flags, int vlan, List<String> versions) {
    List<Scenario> scenarios = new ArrayList<>();
    for (String mode : modes) {
      for (String flag : flags) {
        for (IpFamily family : IpFamily.values()) {
          for (String version : versions) {
            scenarios.add(new Scenario(kind, mode, flag, vlan, family, version));
          }
        }
      }
    }
    return scenarios.stream();
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void attachment_inEveryMode_isAsAskedAndGoes(Scenario scenario) throws IOException {
    FakeAddressSource source = new FakeAddressSource();
    try (Wire wire = new Wire(scenario.vlan());
        NodeNetwork node = NodeNetwork.open(wire.node(), null)) {
      source.put(
          new Subnet(Claims.SUBNET, scenario.spec().build(), io.flatnet.api.Phase.ACTIVE, ""));
      source.put(Claims.of("a", Wire.address(scenario.family(), FIRST).toString()));
      source.put(Claims.of("b", Wire.address(scenario.family(), SECOND).toString()));
      Calls calls = Calls.of(new CniPlugin(source, node, Runnable::run), scenario.version());
      NetworkNamespace a = wire.pod();
      NetworkNamespace b = wire.pod();
      Set<String> nodeBefore = Wire.state(wire.node());
      Set<String> podBefore = Wire.state(a);

      Outcome first = calls.add("a", a);
      assertThat(first.exitCode()).as(first.json().toString()).isZero();
      assertShape(scenario, first.json());
      assertMade(scenario, a, wire);
      if (scenario.isRouted()) {
        wire.routeThroughNode(scenario.family(), FIRST, SECOND);
      }
      if (!scenario.isPassthru()) {
        Outcome second = calls.add("b", b);
        assertThat(second.exitCode()).as(second.json().toString()).isZero();
      }
      assertReaches(scenario, a);
      assertChecks(scenario, calls, a, first.json());

      assertThat(calls.del("b", b).exitCode()).isZero();
      assertThat(calls.del("a", a)).isEqualTo(calls.del("a", a));
      assertThat(calls.del("a", a).exitCode()).isZero();
      assertThat(Wire.state(a)).isEqualTo(podBefore);
      assertCollected(scenario, wire, nodeBefore, node, source);
    }
  }

  private static void assertShape(Scenario scenario, JsonNode result) {
    String address = Wire.address(scenario.family(), FIRST) + "/";
    boolean ipv4 = scenario.family() == IpFamily.IPV4;
    assertThat(result.path("cniVersion").asText()).isEqualTo(scenario.version());
    if (scenario.version().compareTo("0.3.0") < 0) {
      assertThat(result.at(ipv4 ? "/ip4/ip" : "/ip6/ip").asText()).startsWith(address);
      assertThat(result.has("interfaces")).isFalse();
      return;
    }
    assertThat(result.path("interfaces")).hasSize(1);
    assertThat(result.at("/interfaces/0/name").asText()).isEqualTo("eth1");
    assertThat(result.at("/ips/0/address").asText()).startsWith(address);
    assertThat(result.at("/ips/0/version").asText(""))
        .isEqualTo(scenario.version().compareTo("1.0.0") >= 0 ? "" : ipv4 ? "4" : "6");
    assertThat(result.at("/routes/0/gw").asText())
        .isEqualTo(Wire.address(scenario.family(), 1).toString());
  }

  private static void assertMade(Scenario scenario, NetworkNamespace pod, Wire wire) {
    JsonNode link = Wire.ip(pod, "addr", "show", "dev", "eth1").get(0);
    JsonNode parent = Wire.ip(wire.node(), "link", "show", "dev", wire.parent()).get(0);
    assertThat(link.at("/linkinfo/info_kind").asText()).isEqualTo(scenario.kind());
    assertThat(link.at("/linkinfo/info_data/mode").asText()).isEqualTo(scenario.mode());
    if (!scenario.flag().isEmpty()) {
      assertThat(link.at("/linkinfo/info_data").toString()).contains(scenario.flag());
    }
    assertThat(link.path("link_index").asInt()).isEqualTo(parent.path("ifindex").asInt());
    assertThat(link.path("mtu")).isEqualTo(parent.path("mtu"));
    assertThat(link.path("ifalias").asText()).isEqualTo("flatnet:" + Claims.SUBNET);
    assertThat(link.path("flags").toString()).contains("\"UP\"");
    if (scenario.vlan() != 0) {
      assertThat(parent.at("/linkinfo/info_kind").asText()).isEqualTo("vlan");
      assertThat(parent.at("/linkinfo/info_data/id").asInt()).isEqualTo(scenario.vlan());
      assertThat(parent.path("ifalias").asText()).isEqualTo("flatnet:" + Claims.SUBNET);
      assertThat(parent.path("flags").toString()).contains("\"UP\"");
    }
    if (scenario.kind().equals("ipvlan") || scenario.isPassthru()) {
      assertThat(link.path("address")).isEqualTo(parent.path("address"));
    } else {
      assertThat(link.path("address")).isNotEqualTo(parent.path("address"));
    }
    assertThat(Wire.state(pod))
        .anyMatch(
            line -> line.startsWith("address eth1 \"" + Wire.address(scenario.family(), FIRST)))
        .anyMatch(line -> line.contains("via " + Wire.address(scenario.family(), 1) + " dev eth1"));
  }

  private static void assertReaches(Scenario scenario, NetworkNamespace pod) throws IOException {
    IpFamily family = scenario.family();
    assertThat(Wire.reaches(pod, Wire.address(family, 1), PATIENCE_MILLIS)).as("gateway").isTrue();
    assertThat(Wire.reaches(pod, Wire.address(family, 2), PATIENCE_MILLIS)).as("peer").isTrue();
    if (scenario.isPassthru()) {
      return;
    }
    boolean joined = scenario.joinsPods();
    assertThat(
            Wire.reaches(
                pod, Wire.address(family, SECOND), joined ? PATIENCE_MILLIS : ABSENCE_MILLIS))
        .as("the other pod")
        .isEqualTo(joined);
  }

  /** In the versions that have CHECK; each change by hand in the newest alone. */
  private static void assertChecks(
      Scenario scenario, Calls calls, NetworkNamespace pod, JsonNode result) {
    if (scenario.version().compareTo("0.4.0") < 0) {
      assertThat(calls.check("a", pod, result).code()).isEqualTo(1);
      return;
    }
    Outcome good = calls.check("a", pod, result);
    assertThat(good.exitCode()).as(good.message()).isZero();
    if (!scenario.version().equals("1.1.0")) {
      return;
    }
    for (String[] change : changes(scenario)) {
      Wire.change(pod, change[0]);
      Outcome changed = calls.check("a", pod, result);
      assertThat(changed.code()).as(change[0]).isEqualTo(106);
      assertThat(changed.message()).as(change[0]).contains(change[2]);
      if (!change[1].isEmpty()) {
        Wire.change(pod, change[1]);
        Outcome again = calls.check("a", pod, result);
        assertThat(again.exitCode()).as(change[1] + ": " + again.message()).isZero();
      }
    }
  }

  /** What is done by hand, what takes it back, and what CHECK says. */
  private static List<String[]> changes(Scenario scenario) {
    boolean ipv4 = scenario.family() == IpFamily.IPV4;
    String address = Wire.address(scenario.family(), FIRST) + (ipv4 ? "/24" : "/64");
    String far = ipv4 ? "10.20.0.0/16" : "fd20::/64";
    String route = "route %s " + far + " via " + Wire.address(scenario.family(), 1) + " dev eth1";
    List<String[]> changes = new ArrayList<>();
    changes.add(
        new String[] {"link set dev eth1 mtu 1300", "link set dev eth1 mtu 1500", "MTU is 1300"});
    changes.add(new String[] {route.formatted("del"), route.formatted("add"), "route to " + far});
    if (scenario.kind().equals("ipvlan")) {
      String other = scenario.mode().equals("l2") ? "l3" : "l2";
      String set = "link set dev eth1 type ipvlan mode ";
      // Without a flag ip sets bridge.
      String back = set + scenario.mode() + " " + scenario.flag();
      changes.add(new String[] {set + other + " " + scenario.flag(), back, "mode is " + other});
      String otherFlag = scenario.flag().equals("private") ? "vepa" : "private";
      changes.add(
          new String[] {set + scenario.mode() + " " + otherFlag, back, "flag is " + otherFlag});
    } else if (!scenario.isPassthru()) {
      String other = scenario.mode().equals("private") ? "vepa" : "private";
      String set = "link set dev eth1 type macvlan mode ";
      changes.add(new String[] {set + other, set + scenario.mode(), "mode is " + other});
      changes.add(
          new String[] {"link set dev eth1 address 02:00:00:00:00:99", "", "MAC is 02:00:00:00"});
    }
    changes.add(new String[] {"addr del " + address + " dev eth1", "", "address " + address});
    changes.add(new String[] {"link set dev eth1 down", "", "state is down"});
    changes.add(new String[] {"link del dev eth1", "", "interface eth1 is gone"});
    changes.add(new String[] {"link add eth1 type bridge", "", "kind is bridge"});
    changes.add(new String[] {"link del dev eth1", "", "interface eth1 is gone"});
    return changes;
  }

  /** The VLAN link stays for the next pod, and goes with GC; nothing else is left. */
  private static void assertCollected(
      Scenario scenario,
      Wire wire,
      Set<String> nodeBefore,
      NodeNetwork node,
      FakeAddressSource source) {
    if (scenario.isRouted()) {
      Wire.change(wire.node(), "addr flush dev " + wire.parent());
    }
    Set<String> left = Wire.state(wire.node());
    left.removeIf(line -> scenario.vlan() != 0 && line.contains(wire.parent()));
    assertThat(left).isEqualTo(nodeBefore);
    Calls newest = Calls.of(new CniPlugin(source, node, Runnable::run), "1.1.0");
    Outcome collected = newest.gc();
    assertThat(collected.exitCode()).as(collected.message()).isZero();
    assertThat(Wire.state(wire.node())).isEqualTo(nodeBefore);
  }
}
