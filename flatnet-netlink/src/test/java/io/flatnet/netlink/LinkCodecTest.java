package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.wire.GenuineDatagrams;
import io.flatnet.netlink.wire.LinkHeader;
import io.flatnet.netlink.wire.MessageWriter;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.Payload;
import io.flatnet.netlink.wire.Rtnetlink;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkCodecTest {
  private static final int MACVLAN_MODE_SOURCE = 16;

  private static Link parse(byte[] message) {
    return LinkCodec.parse(NetlinkMessage.parse(Payload.copyOf(message)).getFirst().payload());
  }

  private static MessageWriter link(int index) {
    MessageWriter out = new MessageWriter().start(Rtnetlink.RTM_NEWLINK, 0);
    new LinkHeader(index, 0, 0).write(out);
    return out;
  }

  @Test
  void parse_whenKindUnknown_isOther() {
    MessageWriter out = link(3);
    int info = out.beginNested(Rtnetlink.IFLA_LINKINFO);
    out.attribute(Rtnetlink.IFLA_INFO_KIND, "wireguard").endNested(info);
    assertThat(parse(out.finish(1)).kind()).isEqualTo(new LinkKind.Other("wireguard"));
  }

  @Test
  void parse_whenMacvlanModeUnknown_isOther() {
    MessageWriter out = link(3);
    int info = out.beginNested(Rtnetlink.IFLA_LINKINFO);
    out.attribute(Rtnetlink.IFLA_INFO_KIND, "macvlan");
    int data = out.beginNested(Rtnetlink.IFLA_INFO_DATA);
    out.attribute32(Rtnetlink.IFLA_MACVLAN_MODE, MACVLAN_MODE_SOURCE);
    out.endNested(data).endNested(info);
    assertThat(parse(out.finish(1)).kind()).isEqualTo(new LinkKind.Other("macvlan"));
  }

  @Test
  void parse_whenNothingButTheHeader_isADevice() {
    Link link = parse(link(3).finish(1));
    assertThat(link.kind()).isEqualTo(new LinkKind.Device());
    assertThat(link.index()).isEqualTo(3);
    assertThat(link.mac()).isNull();
    assertThat(link.parentNamespaceId()).isNull();
  }

  @Test
  void parse_whenGenuine_isWhatWasMade() {
    List<Link> links =
        GenuineDatagrams.all().stream()
            .flatMap(bytes -> NetlinkMessage.parse(Payload.copyOf(bytes)).stream())
            .filter(message -> message.type() == Rtnetlink.RTM_NEWLINK)
            .map(message -> LinkCodec.parse(message.payload()))
            .toList();
    Link eth1 = links.stream().filter(l -> l.name().equals("eth1")).findFirst().orElseThrow();
    Link eth0 = links.stream().filter(l -> l.name().equals("eth0")).findFirst().orElseThrow();
    assertThat(eth1.kind()).isEqualTo(new LinkKind.Macvlan(MacvlanMode.BRIDGE));
    assertThat(eth1.parentIndex()).isEqualTo(eth0.index());
    assertThat(eth1.mac()).isEqualTo(MacAddress.parse("02:00:5e:10:00:07"));
    assertThat(eth1.alias()).isEqualTo("pod a");
    assertThat(eth1.isUp()).isTrue();
    assertThat(eth0.kind()).isEqualTo(new LinkKind.Veth(null));
    Link wire0 = links.stream().filter(l -> l.name().equals("wire0")).findFirst().orElseThrow();
    Link br0 = links.stream().filter(l -> l.name().equals("br0")).findFirst().orElseThrow();
    assertThat(br0.kind()).isEqualTo(new LinkKind.Bridge());
    assertThat(wire0.masterIndex()).isEqualTo(br0.index());
  }
}
