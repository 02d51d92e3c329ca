package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.cni.Calls.Outcome;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Links for VLANs, and what ipvlan cannot stand beside: on a kernel with ipvlan and 802.1Q. */
@Requires({Part.KERNEL, Part.IPROUTE})
class ParentsLabIT extends ParentFixture {
  private static final int VLAN = 100;
  private static final int CALLERS = 20;

  @Test
  void add_ofManyAtOnce_makesOneVlanLink() throws Exception {
    macvlan("net", Wire.UPLINK, VLAN);
    List<NetworkNamespace> pods = new ArrayList<>();
    for (int i = 0; i < CALLERS; i++) {
      claim("net", 10 + i);
      pods.add(wire.pod());
    }
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Outcome>> outcomes = new ArrayList<>();
    try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
      for (int i = 0; i < CALLERS; i++) {
        int number = i;
        // Two plugins, as an agent and a call without one: what one remembers the other does not.
        NodeNetwork own = i % 2 == 0 ? node : NodeNetwork.open(wire.node(), null);
        Calls from = Calls.of(new CniPlugin(source, own, Runnable::run), "1.1.0");
        outcomes.add(
            callers.submit(
                () -> {
                  start.await();
                  return from.add("p" + (10 + number), pods.get(number));
                }));
      }
      start.countDown();
    }
    for (Future<Outcome> outcome : outcomes) {
      assertAdded(outcome.get());
    }
    assertThat(nodeLinks()).containsOnlyOnce("up0.100");
    JsonNode link = Wire.ip(wire.node(), "link", "show", "dev", "up0.100").get(0);
    assertThat(link.path("ifalias").asText()).isEqualTo("flatnet:net");
    assertThat(link.path("flags").toString()).contains("\"UP\"");
  }

  @Test
  void add_whereTheVlanHasALinkOfAnotherName_usesIt() {
    Wire.change(wire.node(), "link add lan100 link up0 type vlan id 100");
    macvlan("net", Wire.UPLINK, VLAN);
    NetworkNamespace pod = wire.pod();

    Outcome added = add("net", 10, pod);

    assertAdded(added);
    assertAdded(calls.check("p10", pod, added.json()));
    assertThat(nodeLinks()).contains("lan100").doesNotContain("up0.100");
    JsonNode link = Wire.ip(wire.node(), "link", "show", "dev", "lan100").get(0);
    assertThat(link.path("flags").toString()).contains("\"UP\"");
    assertThat(calls.del("p10", pod).exitCode()).isZero();
    assertThat(calls.gc().exitCode()).isZero();
    assertThat(nodeLinks()).as("not ours").contains("lan100");
  }

  @Test
  void add_whereTheNameIsTaken_saysSo() {
    Wire.change(wire.node(), "link add up0.100 type dummy");
    macvlan("net", Wire.UPLINK, VLAN);

    assertRefused(
        add("net", 10, wire.pod()), PluginError.MASTER_UNUSABLE, "\"up0.100\"", "\"dummy\"");
  }

  @Test
  void add_onAVlanOfADownMaster_saysSo() {
    Wire.change(wire.node(), "link set dev up0 down");
    macvlan("net", Wire.UPLINK, VLAN);

    assertRefused(add("net", 10, wire.pod()), PluginError.MASTER_UNUSABLE, "it is down");
    assertThat(nodeLinks()).doesNotContain("up0.100");
  }

  @Test
  void add_onAVlanLinkAsMaster_isUntaggedOnIt() {
    Wire.change(wire.node(), "link add lan100 link up0 type vlan id 100");
    Wire.change(wire.node(), "link set dev lan100 up");
    macvlan("net", "lan100", 0);
    NetworkNamespace pod = wire.pod();
    Outcome added = add("net", 10, pod);

    assertAdded(added);
    assertAdded(calls.check("p10", pod, added.json()));
  }

  @Test
  void add_onABond_isLikeOnAnyLink() {
    Wire.change(wire.node(), "link add bond7 type bond mode active-backup");
    Wire.change(wire.node(), "link set dev up0 down");
    Wire.change(wire.node(), "link set dev up0 master bond7");
    Wire.change(wire.node(), "link set dev bond7 up");
    macvlan("net", "bond7", VLAN);
    subnet("l2", "bond7", 0, "ipvlan", "l2", "bridge");
    NetworkNamespace pod = wire.pod();
    Outcome added = add("net", 10, pod);

    assertAdded(added);
    assertAdded(calls.check("p10", pod, added.json()));
    assertAdded(add("l2", 11, wire.pod()));
    macvlan("slave", Wire.UPLINK, 0);
    assertRefused(add("slave", 12, wire.pod()), PluginError.MASTER_UNUSABLE, "bond \"bond7\"");
  }

  @Test
  void add_ofIpvlanBesideMacvlan_saysWhichSubnetIsThere() {
    macvlan("first", Wire.UPLINK, 0);
    subnet("second", Wire.UPLINK, 0, "ipvlan", "l2", "bridge");
    assertAdded(add("first", 10, wire.pod()));

    assertRefused(
        add("second", 11, wire.pod()),
        PluginError.PARENT_TAKEN,
        "macvlan bridge \"eth1\" of subnet \"first\"");
  }

  @Test
  void add_ofMacvlanBesideIpvlan_saysWhichSubnetIsThere() {
    subnet("first", Wire.UPLINK, VLAN, "ipvlan", "l2", "bridge");
    macvlan("second", Wire.UPLINK, VLAN);
    assertAdded(add("first", 10, wire.pod()));

    assertRefused(
        add("second", 11, wire.pod()),
        PluginError.PARENT_TAKEN,
        "ipvlan l2 bridge \"eth1\" of subnet \"first\"",
        "up0.100");
  }

  @Test
  void add_ofAnotherIpvlanMode_isRefusedAndChangesNothing() {
    subnet("first", Wire.UPLINK, 0, "ipvlan", "l2", "bridge");
    subnet("second", Wire.UPLINK, 0, "ipvlan", "l3", "bridge");
    subnet("third", Wire.UPLINK, 0, "ipvlan", "l2", "private");
    NetworkNamespace pod = wire.pod();
    Outcome added = add("first", 10, pod);
    assertAdded(added);

    for (String other : List.of("second", "third")) {
      assertRefused(
          add(other, 11, wire.pod()),
          PluginError.PARENT_TAKEN,
          "ipvlan l2 bridge \"eth1\" of subnet \"first\"");
    }
    assertAdded(calls.check("p10", pod, added.json()));
    // A plugin that has just started sees it too.
    try (NodeNetwork fresh = NodeNetwork.open(wire.node(), null)) {
      calls = Calls.of(new CniPlugin(source, fresh, Runnable::run), "1.1.0");
      assertRefused(add("second", 12, wire.pod()), PluginError.PARENT_TAKEN, "\"first\"");
      assertThat(calls.del("p10", pod).exitCode()).isZero();
      assertAdded(add("second", 13, wire.pod()));
    }
  }

  @Test
  void gc_removesAVlanLinkOfOursOnceNothingUsesIt() {
    macvlan("net", Wire.UPLINK, VLAN);
    subnet("l3", Wire.UPLINK, 200, "ipvlan", "l3", "bridge");
    NetworkNamespace first = wire.pod();
    NetworkNamespace second = wire.pod();
    assertAdded(add("net", 10, first));
    assertAdded(add("l3", 11, second));

    assertThat(calls.gc().exitCode()).as("in use, whatever the list says").isZero();
    assertThat(nodeLinks()).contains("up0.100", "up0.200");
    assertThat(calls.del("p10", first).exitCode()).isZero();
    assertThat(calls.del("p11", second).exitCode()).isZero();
    assertThat(nodeLinks()).as("kept for the next pod").contains("up0.100", "up0.200");
    Wire.change(wire.node(), "addr add 192.0.2.1/24 dev up0.200");
    assertThat(calls.gc().exitCode()).isZero();
    assertThat(nodeLinks()).doesNotContain("up0.100").contains("up0.200");
    Wire.change(wire.node(), "addr del 192.0.2.1/24 dev up0.200");
    assertThat(calls.gc().exitCode()).isZero();
    assertThat(nodeLinks()).doesNotContain("up0.200").noneMatch(name -> name.startsWith("flgc"));
    assertAdded(add("net", 12, first));
  }
}
