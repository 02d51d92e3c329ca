package io.flatnet.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.flatnet.ipam.MacAddress;
import io.flatnet.netlink.wire.LinkHeader;
import io.flatnet.netlink.wire.MessageWriter;
import io.flatnet.netlink.wire.NetlinkMessage;
import io.flatnet.netlink.wire.Payload;
import io.flatnet.netlink.wire.Rtnetlink;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind's bytes, laid out by hand from linux/if_link.h for a little-endian machine (amd64 and
 * arm64 are), and the same kinds read back.
 */
class LinkKindCodecTest {
  private static final int PARENT = 7;

  @BeforeEach
  void littleEndian() {
    assumeThat(ByteOrder.nativeOrder()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
  }

  private static String hex(LinkRequest request) {
    MessageWriter out = new MessageWriter().start(Rtnetlink.RTM_NEWLINK, 0);
    LinkCodec.writeRequest(out, request, -1);
    return HexFormat.of().formatHex(out.finish(1));
  }

  /** nlmsghdr with this length, ifinfomsg of no link, IFLA_IFNAME "eth1", and the rest. */
  private static String message(int length, String... rest) {
    String header = "%02x000000".formatted(length) + "1000" + "0000" + "01000000" + "00000000";
    String link = "00" + "00" + "0000" + "00000000" + "00000000" + "00000000";
    return header + link + "0900" + "0300" + "6574683100" + "000000" + String.join("", rest);
  }

  private static final String ON_PARENT = "0800" + "0500" + "07000000"; // IFLA_LINK

  @Test
  void write_whenIpvlan_modeAndFlagHave16Bits() {
    LinkRequest request = LinkRequest.ipvlan("eth1", PARENT, IpvlanMode.L3S, IpvlanFlag.VEPA);
    assertThat(hex(request))
        .isEqualTo(
            message(
                16 + 16 + 12 + 8 + 36,
                ON_PARENT,
                "2400" + "1280", // IFLA_LINKINFO, nested
                "0b00" + "0100" + "6970766c616e00" + "00", // IFLA_INFO_KIND "ipvlan"
                "1400" + "0280", // IFLA_INFO_DATA, nested
                "0600" + "0100" + "0200" + "0000", // IFLA_IPVLAN_MODE
                "0600" + "0200" + "0200" + "0000")); // IFLA_IPVLAN_FLAGS
  }

  @Test
  void write_whenVlan_idHas16Bits() {
    assertThat(hex(LinkRequest.vlan("eth1", PARENT, 0x0abc)))
        .isEqualTo(
            message(
                16 + 16 + 12 + 8 + 28,
                ON_PARENT,
                "1c00" + "1280",
                "0900" + "0100" + "766c616e00" + "000000", // "vlan"
                "0c00" + "0280",
                "0600" + "0100" + "bc0a" + "0000")); // IFLA_VLAN_ID
  }

  @Test
  void write_whenMacvlanWithFlags_modeHas32BitsAndFlags16() {
    LinkKind kind =
        new LinkKind.Macvlan(
            MacvlanMode.PASSTHRU, Set.of(MacvlanFlag.NOPROMISC, MacvlanFlag.NODST));
    assertThat(hex(LinkRequest.on(PARENT, "eth1", kind)))
        .isEqualTo(
            message(
                16 + 16 + 12 + 8 + 36,
                ON_PARENT,
                "2400" + "1280",
                "0c00" + "0100" + "6d6163766c616e00", // "macvlan"
                "1400" + "0280",
                "0800" + "0100" + "08000000", // IFLA_MACVLAN_MODE
                "0600" + "0200" + "0300" + "0000")); // IFLA_MACVLAN_FLAGS
  }

  @Test
  void write_whenBond_modeHas8Bits() {
    assertThat(hex(LinkRequest.bond("eth1", BondMode.LACP)))
        .isEqualTo(
            message(
                16 + 16 + 12 + 28,
                "1c00" + "1280",
                "0900" + "0100" + "626f6e6400" + "000000", // "bond"
                "0c00" + "0280",
                "0500" + "0100" + "04" + "000000")); // IFLA_BOND_MODE
  }

  @Test
  void write_whenDummy_hasNoData() {
    assertThat(hex(LinkRequest.dummy("eth1")))
        .isEqualTo(
            message(
                16 + 16 + 12 + 20,
                "1400" + "1280",
                "0a00" + "0100" + "64756d6d7900" + "0000", // "dummy"
                "0400" + "0280"));
  }

  private static LinkKind parsed(String kind, Consumer<MessageWriter> data) {
    MessageWriter out = new MessageWriter().start(Rtnetlink.RTM_NEWLINK, 0);
    new LinkHeader(3, 0, 0).write(out);
    int info = out.beginNested(Rtnetlink.IFLA_LINKINFO);
    out.attribute(Rtnetlink.IFLA_INFO_KIND, kind);
    int nested = out.beginNested(Rtnetlink.IFLA_INFO_DATA);
    data.accept(out);
    out.endNested(nested).endNested(info);
    return LinkCodec.parse(NetlinkMessage.parse(Payload.owning(out.finish(1))).getFirst().payload())
        .kind();
  }

  static Stream<LinkRequest> requests() {
    Stream<LinkKind> ipvlan =
        Arrays.stream(IpvlanMode.values())
            .flatMap(
                mode ->
                    Arrays.stream(IpvlanFlag.values())
                        .map(flag -> new LinkKind.Ipvlan(mode, flag)));
    Stream<LinkKind> macvlan =
        Arrays.stream(MacvlanMode.values())
            .flatMap(
                mode ->
                    Stream.of(
                            Set.<MacvlanFlag>of(),
                            Set.of(MacvlanFlag.NOPROMISC),
                            Set.of(MacvlanFlag.NODST),
                            Set.of(MacvlanFlag.values()))
                        .map(flags -> new LinkKind.Macvlan(mode, flags)));
    Stream<LinkKind> vlan = Stream.of(0, 1, 100, 4094).map(LinkKind.Vlan::new);
    Stream<LinkRequest> alone =
        Stream.concat(
                Arrays.stream(BondMode.values()).map(LinkKind.Bond::new),
                Stream.of(new LinkKind.Bridge(), new LinkKind.Dummy()))
            .map(kind -> LinkRequest.of("eth1", kind));
    Stream<LinkRequest> onParent =
        Stream.of(ipvlan, macvlan, vlan)
            .flatMap(kinds -> kinds)
            .map(kind -> LinkRequest.on(PARENT, "eth1", kind));
    return Stream.concat(onParent, alone);
  }

  @ParameterizedTest
  @MethodSource("requests")
  void parse_whenWritten_isTheSameKindAndParent(LinkRequest request) {
    MessageWriter out = new MessageWriter().start(Rtnetlink.RTM_NEWLINK, 0);
    LinkCodec.writeRequest(out, request, -1);
    Link link =
        LinkCodec.parse(NetlinkMessage.parse(Payload.owning(out.finish(1))).getFirst().payload());
    assertThat(link.kind()).isEqualTo(request.kind());
    assertThat(link.parentIndex()).isEqualTo(request.parentIndex());
  }

  @Test
  void parse_whenIpvlanOfAnOldKernel_isBridge() {
    assertThat(parsed("ipvlan", out -> out.attribute16(Rtnetlink.IFLA_IPVLAN_MODE, 1)))
        .isEqualTo(new LinkKind.Ipvlan(IpvlanMode.L3, IpvlanFlag.BRIDGE));
  }

  @Test
  void parse_whenVlanSaysItsProtocol_aServiceTagIsAnotherKind() {
    assertThat(parsed("vlan", out -> vlan(out, 100, 0x81, 0x00))).isEqualTo(new LinkKind.Vlan(100));
    assertThat(parsed("vlan", out -> vlan(out, 100, 0x88, 0xa8)))
        .isEqualTo(new LinkKind.Other("vlan"));
  }

  private static void vlan(MessageWriter out, int id, int high, int low) {
    out.attribute(Rtnetlink.IFLA_VLAN_PROTOCOL, new byte[] {(byte) high, (byte) low});
    out.attribute16(Rtnetlink.IFLA_VLAN_ID, id);
  }

  @Test
  void parse_whenModeIsUnknownOrAbsent_isOther() {
    assertThat(parsed("ipvlan", _ -> {})).isEqualTo(new LinkKind.Other("ipvlan"));
    assertThat(parsed("ipvlan", out -> out.attribute16(Rtnetlink.IFLA_IPVLAN_MODE, 3)))
        .isEqualTo(new LinkKind.Other("ipvlan"));
    assertThat(
            parsed(
                "ipvlan",
                out -> {
                  out.attribute16(Rtnetlink.IFLA_IPVLAN_MODE, 0);
                  out.attribute16(Rtnetlink.IFLA_IPVLAN_FLAGS, 3);
                }))
        .isEqualTo(new LinkKind.Other("ipvlan"));
    assertThat(parsed("vlan", _ -> {})).isEqualTo(new LinkKind.Other("vlan"));
    assertThat(parsed("vlan", out -> out.attribute16(Rtnetlink.IFLA_VLAN_ID, 4095)))
        .isEqualTo(new LinkKind.Other("vlan"));
    assertThat(parsed("bond", out -> out.attribute8(Rtnetlink.IFLA_BOND_MODE, 7)))
        .isEqualTo(new LinkKind.Other("bond"));
  }

  @Test
  void request_whenParentIsMissingOrTooMuch_saysSo() {
    for (LinkKind kind :
        List.of(
            new LinkKind.Ipvlan(IpvlanMode.L2, IpvlanFlag.BRIDGE),
            new LinkKind.Vlan(100),
            new LinkKind.Macvlan(MacvlanMode.VEPA))) {
      assertThatThrownBy(() -> LinkRequest.of("eth1", kind))
          .hasMessage(
              "cannot take link \"eth1\": its kind " + kind.kindName() + " needs a parent link");
    }
    for (LinkKind kind :
        List.of(
            new LinkKind.Dummy(),
            new LinkKind.Bridge(),
            new LinkKind.Bond(BondMode.ACTIVEBACKUP))) {
      assertThatThrownBy(() -> LinkRequest.on(PARENT, "eth1", kind))
          .hasMessage(
              "cannot take link \"eth1\": its kind " + kind.kindName() + " has no parent link");
    }
  }

  @Test
  void request_whenIpvlanWithMac_isRefused() {
    LinkRequest request = LinkRequest.ipvlan("eth1", PARENT, IpvlanMode.L2, IpvlanFlag.BRIDGE);
    assertThatThrownBy(() -> request.withMac(MacAddress.parse("02:00:5e:10:00:01")))
        .hasMessage(
            "cannot take link \"eth1\": an ipvlan has its parent's MAC, got 02:00:5e:10:00:01");
  }

  @Test
  void vlan_whenIdOutOfBounds_isRefused() {
    for (int id : new int[] {-1, 4095, 4096, 65_636}) {
      assertThatThrownBy(() -> new LinkKind.Vlan(id))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("cannot take VLAN: a tag is 0 to 4094, got " + id);
    }
  }

  @Test
  void ipvlanNames_goBothWays() {
    for (IpvlanMode mode : IpvlanMode.values()) {
      assertThat(IpvlanMode.parse(mode.toString())).contains(mode);
    }
    for (IpvlanFlag flag : IpvlanFlag.values()) {
      assertThat(IpvlanFlag.parse(flag.toString())).contains(flag);
    }
    assertThat(IpvlanMode.parse("L2")).isEmpty();
    assertThat(IpvlanFlag.parse("")).isEmpty();
  }
}
