package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.ipLink;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.netlink.wire.Errno;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Shows ipvlan links of each mode and flag on a kernel that has them, with {@code ip} as witness.
 */
@Requires({Part.KERNEL, Part.IPROUTE})
class IpvlanLabIT {
  private final PodOnWire net = new PodOnWire();
  private final Links links = net.ofNode.links();

  @BeforeAll
  static void kernel() {
    LabKind.require(new LinkKind.Ipvlan(IpvlanMode.L2, IpvlanFlag.BRIDGE));
  }

  @AfterEach
  void close() {
    net.close();
  }

  static List<Arguments> all() {
    return Arrays.stream(IpvlanMode.values())
        .flatMap(mode -> Stream.of(IpvlanFlag.values()).map(flag -> Arguments.of(mode, flag)))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("all")
  void create_whenIpvlan_hasModeFlagParentAndTheParentsMac(IpvlanMode mode, IpvlanFlag flag) {
    Link made =
        links.create(
            LinkRequest.ipvlan("ipv0", net.eth0.index(), mode, flag).withMtu(1400).withUp());

    assertThat(made.kind()).isEqualTo(new LinkKind.Ipvlan(mode, flag));
    assertThat(made.parentIndex()).isEqualTo(net.eth0.index());
    assertThat(made.mac()).isEqualTo(net.eth0.mac());
    assertThat(made.mtuBytes()).isEqualTo(1400);
    JsonNode witness = ipLink(net.node, "ipv0");
    assertThat(witness.at("/linkinfo/info_kind").asText()).isEqualTo("ipvlan");
    assertThat(witness.at("/linkinfo/info_data/mode").asText()).isEqualTo(mode.toString());
    assertThat(witness.at("/linkinfo/info_data/" + flag).asBoolean()).isTrue();
  }

  @Test
  void createIn_whenPodNamespace_linkIsThereOnly() {
    links.createIn(
        net.pod,
        LinkRequest.ipvlan("eth1", net.eth0.index(), IpvlanMode.L2, IpvlanFlag.BRIDGE).withUp());
    Link there = net.ofPod.links().get("eth1");
    assertThat(there.isUp()).isTrue();
    assertThat(there.parentNamespaceId()).isNotNull();
    assertThat(links.find("eth1")).isEmpty();
  }

  /** Why {@link LinkKind.Ipvlan} says: look first. */
  @Test
  void create_whenModeDiffersFromThatOfTheParentsLinks_changesThemAll() {
    int parent = net.eth0.index();
    Link first = links.create(LinkRequest.ipvlan("ipv0", parent, IpvlanMode.L2, IpvlanFlag.BRIDGE));
    links.create(LinkRequest.ipvlan("ipv1", parent, IpvlanMode.L3, IpvlanFlag.PRIVATE));
    assertThat(links.get(first.index()).kind())
        .isEqualTo(new LinkKind.Ipvlan(IpvlanMode.L3, IpvlanFlag.PRIVATE));
  }

  @Test
  void create_whenParentCarriesMacvlan_saysEbusyAndTheReverse() {
    int parent = net.eth0.index();
    LinkRequest ipvlan = LinkRequest.ipvlan("ipv0", parent, IpvlanMode.L2, IpvlanFlag.BRIDGE);
    LinkRequest macvlan = LinkRequest.macvlan("mv0", parent, MacvlanMode.BRIDGE);
    assertBusyBeside(ipvlan, macvlan);
    assertBusyBeside(macvlan, ipvlan);
  }

  private void assertBusyBeside(LinkRequest there, LinkRequest asked) {
    Link made = links.create(there);
    assertThatThrownBy(() -> links.create(asked))
        .isInstanceOfSatisfying(
            NetlinkException.class, e -> assertThat(e.is(Errno.EBUSY)).isTrue());
    links.delete(made.index());
  }
}
