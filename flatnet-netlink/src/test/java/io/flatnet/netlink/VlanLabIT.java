package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.ip;
import static io.flatnet.netlink.PodOnWire.ipLink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Shows VLAN links on a kernel that has them, and finds them by parent and tag. */
@Requires({Part.KERNEL, Part.IPROUTE})
class VlanLabIT {
  private final PodOnWire net = new PodOnWire();
  private final Links links = net.ofNode.links();
  private final int parent = net.eth0.index();

  @BeforeAll
  static void kernel() {
    LabKind.require(new LinkKind.Vlan(100));
  }

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void create_whenVlanWithAlias_hasTagParentAndAlias() {
    Link made =
        links.create(LinkRequest.vlan("eth0.100", parent, 100).withAlias("flatnet: made").withUp());

    assertThat(made.kind()).isEqualTo(new LinkKind.Vlan(100));
    assertThat(made.parentIndex()).isEqualTo(parent);
    assertThat(made.alias()).isEqualTo("flatnet: made");
    assertThat(made.mac()).isEqualTo(net.eth0.mac());
    JsonNode witness = ipLink(net.node, "eth0.100");
    assertThat(witness.at("/linkinfo/info_data/id").asInt()).isEqualTo(100);
    assertThat(witness.at("/linkinfo/info_data/protocol").asText()).isEqualTo("802.1Q");
    assertThat(witness.at("/ifalias").asText()).isEqualTo("flatnet: made");
    assertThat(links.findVlan(parent, 100)).contains(made);
  }

  @Test
  void findVlan_whenItHasAnotherName_findsIt() {
    ip(net.node, "link", "add", "link", "eth0", "name", "storage", "type", "vlan", "id", "100");
    assertThat(links.findVlan(parent, 100)).map(Link::name).contains("storage");
    assertThat(links.findVlan(parent, 101)).isEmpty();
    assertThatThrownBy(() -> links.create(LinkRequest.vlan("eth0.100", parent, 100)))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EEXIST)).isTrue());
  }

  @Test
  void findVlan_whenServiceTagOrOtherParent_isNotThat() {
    ip(
        net.node,
        "link",
        "add",
        "link",
        "eth0",
        "name",
        "outer",
        "type",
        "vlan",
        "protocol",
        "802.1ad",
        "id",
        "100");
    Link other = links.create(LinkRequest.veth("eth9", "wire9"));
    links.create(LinkRequest.vlan("eth9.100", other.index(), 100));
    assertThat(links.findVlan(parent, 100)).isEmpty();
    assertThat(links.get("outer").kind()).isEqualTo(new LinkKind.Other("vlan"));
    Link made = links.create(LinkRequest.vlan("eth0.100", parent, 100));
    assertThat(links.findVlan(parent, 100)).contains(made);
  }

  @Test
  void findVlan_whenMovedFromElsewhereWithAParentOfThatIndex_isNotThat() {
    Link there = net.ofPod.links().create(LinkRequest.veth("p0", "p1"));
    Link vlan = net.ofPod.links().create(LinkRequest.vlan("p0.100", there.index(), 100));
    net.ofPod.links().moveTo(vlan.index(), net.node);
    assertThat(links.findVlan(there.index(), 100)).isEmpty();
  }

  @Test
  void create_whenMacvlanOnVlan_hasItAsParent() {
    Link vlan = links.create(LinkRequest.vlan("eth0.100", parent, 100).withUp());
    links.create(LinkRequest.macvlan("mv0", vlan.index(), MacvlanMode.BRIDGE));
    assertThat(links.get("mv0").parentIndex()).isEqualTo(vlan.index());
  }

  @Test
  void delete_whenParentGoes_goesToo() {
    links.create(LinkRequest.vlan("eth0.100", parent, 100));
    links.delete(parent);
    assertThat(links.find("eth0.100")).isEmpty();
  }
}
