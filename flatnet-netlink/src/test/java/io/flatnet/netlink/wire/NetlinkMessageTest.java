package io.flatnet.netlink.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NetlinkMessageTest {
  private static NetlinkMessage only(byte[] bytes) {
    List<NetlinkMessage> messages = NetlinkMessage.parse(Payload.copyOf(bytes));
    assertThat(messages).hasSize(1);
    return messages.getFirst();
  }

  @Test
  void parse_whenWritten_givesAllBack() {
    MessageWriter writer = new MessageWriter();
    writer.start(Rtnetlink.RTM_NEWLINK, Rtnetlink.NLM_F_REQUEST | Rtnetlink.NLM_F_ACK);
    new LinkHeader(7, 1, 3).write(writer);
    int nested = writer.beginNested(Rtnetlink.IFLA_LINKINFO);
    writer.attribute(Rtnetlink.IFLA_INFO_KIND, "macvlan").endNested(nested);
    writer.attribute8(200, 0xab).attribute32(201, -2);
    writer.attribute(202, IpAddress.parse("fd00::7"));
    writer.attribute(203, MacAddress.parse("02:00:5e:10:00:07"));

    NetlinkMessage message = only(writer.finish(99));

    assertThat(message.type()).isEqualTo(Rtnetlink.RTM_NEWLINK);
    assertThat(message.has(Rtnetlink.NLM_F_ACK)).isTrue();
    assertThat(message.sequence()).isEqualTo(99);
    assertThat(LinkHeader.parse(message.payload())).isEqualTo(new LinkHeader(7, 1, 3));
    Attributes attributes = Attributes.parse(message.payload().from(LinkHeader.BYTES));
    assertThat(attributes.nested(Rtnetlink.IFLA_LINKINFO).text(Rtnetlink.IFLA_INFO_KIND))
        .isEqualTo("macvlan");
    assertThat(attributes.find(200)).isNotNull();
    assertThat(attributes.list().get(1).value().uint8(0)).isEqualTo(0xab);
    assertThat(attributes.int32(201)).isEqualTo(-2);
    assertThat(attributes.address(202)).isEqualTo(IpAddress.parse("fd00::7"));
    assertThat(attributes.mac(203)).isEqualTo(MacAddress.parse("02:00:5e:10:00:07"));
    assertThat(attributes.int32(204)).isNull();
    assertThat(attributes.nested(204).list()).isEmpty();
  }

  @Test
  void start_whenWriterWasUsed_beginsAnew() {
    MessageWriter writer = new MessageWriter();
    byte[] first = writer.start(16, 1).int32(5).finish(1);
    byte[] again = writer.start(16, 1).int32(5).finish(1);
    assertThat(again).isEqualTo(first);
  }

  @Test
  void attribute_whenTooLong_isRefused() {
    MessageWriter writer = new MessageWriter().start(16, 0);
    assertThatThrownBy(() -> writer.attribute(1, new byte[0xffff]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void find_whenTypeTwice_takesTheLast() {
    MessageWriter writer = new MessageWriter().start(16, 0).attribute32(1, 7).attribute32(1, 8);
    Attributes attributes = Attributes.parse(only(writer.finish(0)).payload());
    assertThat(attributes.int32(1)).isEqualTo(8);
  }

  @Test
  void parse_whenCut_saysWhere() {
    byte[] bytes = new MessageWriter().start(16, 0).attribute32(1, 7).finish(0);
    assertThatThrownBy(() -> NetlinkMessage.parse(Payload.copyOf(Arrays.copyOf(bytes, 20))))
        .isInstanceOfSatisfying(NetlinkParseException.class, e -> assertThat(e.position()).isZero())
        .hasMessage("cannot parse netlink message at byte 0: its length must be 16 to 20, got 24");
  }

  @Test
  void parse_whenAttributeShorterThanItsType_saysSo() {
    byte[] bytes = new MessageWriter().start(16, 0).attribute8(1, 7).finish(0);
    Attributes attributes = Attributes.parse(only(bytes).payload());
    assertThatThrownBy(() -> attributes.int32(1)).isInstanceOf(NetlinkParseException.class);
    assertThatThrownBy(() -> attributes.address(1)).isInstanceOf(NetlinkParseException.class);
    assertThat(attributes.mac(1)).isNull();
  }

  @Test
  void parse_whenGenuine_readsEveryDatagram() {
    List<NetlinkMessage> messages =
        GenuineDatagrams.all().stream()
            .flatMap(bytes -> NetlinkMessage.parse(Payload.copyOf(bytes)).stream())
            .toList();
    assertThat(messages.stream().map(NetlinkMessage::type).distinct())
        .containsExactlyInAnyOrder(
            Rtnetlink.RTM_NEWLINK,
            Rtnetlink.RTM_NEWADDR,
            Rtnetlink.RTM_NEWROUTE,
            Rtnetlink.RTM_NEWNEIGH,
            Rtnetlink.NLMSG_DONE,
            Rtnetlink.NLMSG_ERROR);
  }

  @Test
  void acknowledgement_whenGenuineRefusals_carryNumberAndWords() {
    List<Acknowledgement> refusals =
        GenuineDatagrams.all().stream()
            .flatMap(bytes -> NetlinkMessage.parse(Payload.copyOf(bytes)).stream())
            .filter(message -> message.type() == Rtnetlink.NLMSG_ERROR)
            .map(Acknowledgement::parse)
            .toList();
    assertThat(refusals.stream().map(a -> Errno.name(a.errno())))
        .containsExactly("ENODEV", "EEXIST", "EINVAL", "ENETUNREACH", "errno 0");
    assertThat(refusals.get(2).explanation()).isEqualTo("mtu less than device minimum");
    assertThat(refusals.get(3).explanation()).isEqualTo("Nexthop has invalid gateway");
    assertThat(refusals.get(4).isSuccess()).isTrue();
  }

  @Test
  void acknowledgement_whenVerdictPositive_isRefused() {
    byte[] bytes = new MessageWriter().start(Rtnetlink.NLMSG_ERROR, 0).int32(5).finish(0);
    assertThatThrownBy(() -> Acknowledgement.parse(only(bytes)))
        .isInstanceOf(NetlinkParseException.class);
  }

  @Test
  void name_whenUnknown_givesTheNumber() {
    assertThat(Errno.name(17)).isEqualTo("EEXIST");
    assertThat(Errno.name(12345)).isEqualTo("errno 12345");
    assertThat(Errno.name(-1)).isEqualTo("errno -1");
  }
}
