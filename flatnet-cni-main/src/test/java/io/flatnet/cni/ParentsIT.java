package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.cni.Calls.Outcome;
import io.flatnet.ipam.IpFamily;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What a master can be, and what the error says when it cannot. */
@Requires({Part.KERNEL, Part.IPROUTE})
class ParentsIT extends ParentFixture {
  @Test
  void add_ofPassthruBesideOthers_saysWhichSubnetIsThere() {
    macvlan("first", Wire.UPLINK, 0);
    subnet("whole", Wire.UPLINK, 0, "macvlan", "passthru", "");
    NetworkNamespace pod = wire.pod();
    assertAdded(add("first", 10, pod));

    NetworkNamespace other = wire.pod();
    assertRefused(
        add("whole", 11, other),
        PluginError.PARENT_TAKEN,
        "macvlan passthru",
        "subnet \"whole\"",
        "macvlan bridge \"eth1\" of subnet \"first\"",
        Wire.UPLINK);
    assertThat(Wire.state(other)).noneMatch(line -> line.contains("eth1"));
    assertThat(calls.del("p10", pod).exitCode()).isZero();
    assertAdded(calls.add("p11", other));
  }

  @Test
  void add_besidePassthru_saysWhichSubnetHasTheLink() {
    macvlan("second", Wire.UPLINK, 0);
    subnet("whole", Wire.UPLINK, 0, "macvlan", "passthru", "");
    assertAdded(add("whole", 10, wire.pod()));

    assertRefused(
        add("second", 11, wire.pod()),
        PluginError.PARENT_TAKEN,
        "macvlan passthru \"eth1\" of subnet \"whole\"");
    assertRefused(
        add("whole", 12, wire.pod()),
        PluginError.PARENT_TAKEN,
        "macvlan passthru \"eth1\" of subnet \"whole\"");
  }

  @Test
  void add_besideALinkOfTheNode_namesIt() {
    Wire.change(wire.node(), "link add mv0 link up0 type macvlan mode bridge");
    subnet("whole", Wire.UPLINK, 0, "macvlan", "passthru", "");

    assertRefused(add("whole", 10, wire.pod()), PluginError.PARENT_TAKEN, "\"mv0\" of this node");
  }

  @Test
  void add_onABridgesPort_namesTheBridge() {
    Wire.change(wire.node(), "link add br7 type bridge");
    Wire.change(wire.node(), "link set dev up0 master br7");
    macvlan("net", Wire.UPLINK, 0);

    assertRefused(
        add("net", 10, wire.pod()),
        PluginError.MASTER_UNUSABLE,
        "belongs to bridge \"br7\"",
        "name \"br7\"");

    Wire.change(wire.node(), "link set dev br7 up");
    macvlan("net", "br7", 0);
    assertAdded(calls.add("p10", wire.pod()));
  }

  @Test
  void add_onAMasterThatIsDown_saysSo() {
    Wire.change(wire.node(), "link set dev up0 down");
    macvlan("net", Wire.UPLINK, 0);

    assertRefused(
        add("net", 10, wire.pod()), PluginError.MASTER_UNUSABLE, "it is down", "ip link set");
  }

  @Test
  void add_onNoMaster_saysSo() {
    macvlan("net", "eth77", 0);

    assertRefused(add("net", 10, wire.pod()), PluginError.MASTER_MISSING, "eth77", "\"net\"");
  }

  @Test
  void add_onTheLoopback_saysSo() {
    Wire.change(wire.node(), "link set dev lo up");
    macvlan("net", "lo", 0);

    assertRefused(add("net", 10, wire.pod()), PluginError.MASTER_UNUSABLE, "loopback");
  }

  @Test
  void add_onAMacvlan_isOnTheLinkBelow() throws IOException {
    Wire.change(wire.node(), "link add mv0 link up0 type macvlan mode bridge");
    Wire.change(wire.node(), "link set dev mv0 up");
    macvlan("net", "mv0", 0);
    NetworkNamespace pod = wire.pod();

    Outcome added = add("net", 10, pod);

    assertAdded(added);
    assertAdded(calls.check("p10", pod, added.json()));
    assertThat(Wire.reaches(pod, Wire.address(IpFamily.IPV4, 1), 5000)).isTrue();
    assertThat(calls.del("p10", pod).exitCode()).isZero();
    assertThat(Wire.state(pod)).noneMatch(line -> line.contains("eth1"));
  }

  @Test
  void del_afterTheMasterWasRenamed_isSuccess() {
    macvlan("net", Wire.UPLINK, 0);
    NetworkNamespace pod = wire.pod();
    Outcome added = add("net", 10, pod);
    assertAdded(added);
    Wire.change(wire.node(), "link set dev up0 down");
    Wire.change(wire.node(), "link set dev up0 name lan0");
    Wire.change(wire.node(), "link set dev lan0 up");

    assertRefused(calls.check("p10", pod, added.json()), PluginError.MASTER_MISSING, Wire.UPLINK);
    assertThat(calls.del("p10", pod).exitCode()).isZero();
    assertThat(Wire.state(pod)).noneMatch(line -> line.contains("eth1"));
  }

  @Test
  void del_afterTheMasterWent_isSuccess() {
    macvlan("net", Wire.UPLINK, 0);
    NetworkNamespace pod = wire.pod();
    Outcome added = add("net", 10, pod);
    assertAdded(added);
    Wire.change(wire.node(), "link del dev up0");

    assertThat(calls.check("p10", pod, added.json()).code()).isNotZero();
    assertThat(calls.del("p10", pod).exitCode()).isZero();
  }
}
