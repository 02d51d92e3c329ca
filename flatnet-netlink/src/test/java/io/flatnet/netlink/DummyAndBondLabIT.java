package io.flatnet.netlink;

import static io.flatnet.netlink.PodOnWire.ipLink;
import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shows dummy links and bonds on a kernel that has them, with {@code ip} as witness. */
@Requires({Part.KERNEL, Part.IPROUTE})
class DummyAndBondLabIT {
  private final PodOnWire net = new PodOnWire();
  private final Links links = net.ofNode.links();

  @AfterEach
  void close() {
    net.close();
  }

  @Test
  void create_whenDummy_isOne() {
    LabKind.require(new LinkKind.Dummy());
    Link made = links.create(LinkRequest.dummy("d0").withMtu(9000).withUp());
    assertThat(made.kind()).isEqualTo(new LinkKind.Dummy());
    assertThat(made.mtuBytes()).isEqualTo(9000);
    assertThat(ipLink(net.node, "d0").at("/linkinfo/info_kind").asText()).isEqualTo("dummy");
  }

  @ParameterizedTest
  @EnumSource(BondMode.class)
  void create_whenBond_takesAPortThatIsDown(BondMode mode) {
    LabKind.require(new LinkKind.Bond(mode));
    Link bond = links.create(LinkRequest.bond("bond7", mode));
    assertThat(bond.kind()).isEqualTo(new LinkKind.Bond(mode));
    links.setDown(net.eth0.index());
    links.setMaster(net.eth0.index(), bond.index());
    links.setUp(bond.index());
    assertThat(links.get("eth0").masterIndex()).isEqualTo(bond.index());
    assertThat(ipLink(net.node, "bond7").at("/linkinfo/info_kind").asText()).isEqualTo("bond");
    links.create(LinkRequest.macvlan("mv0", bond.index(), MacvlanMode.BRIDGE));
    assertThat(links.get("mv0").parentIndex()).isEqualTo(bond.index());
  }
}
