package io.flatnet.netlink.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ArpPacketTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:07");
  private static final MacAddress OTHER = MacAddress.parse("02:00:5e:10:00:08");
  private static final IpAddress ADDRESS = IpAddress.parse("10.0.0.7");
  private static final IpAddress NONE = IpAddress.parse("0.0.0.0");

  private static byte[] frame(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  /** RFC 5227 2.1.1: the sender's address and the target's MAC are all zero. */
  @Test
  void probe_hasNoSenderAddressAndNoTargetMac() {
    String probe =
        "ffffffffffff"
            + "02005e100007"
            + "0806"
            + "0001"
            + "0800"
            + "06"
            + "04"
            + "0001"
            + "02005e100007"
            + "00000000"
            + "000000000000"
            + "0a000007";
    assertThat(HexFormat.of().formatHex(ArpPacket.probe(MAC, ADDRESS).toBroadcastFrame()))
        .isEqualTo(probe);
    assertThat(ArpPacket.ofFrame(frame(probe))).contains(ArpPacket.probe(MAC, ADDRESS));
    assertThat(ArpPacket.probe(MAC, ADDRESS).isProbe()).isTrue();
    assertThat(ArpPacket.announcement(MAC, ADDRESS).isProbe()).isFalse();
  }

  /** A reply as it comes from the wire, padded to the shortest Ethernet frame. */
  @Test
  void ofFrame_whenReplyWithPadding_isRead() {
    String reply =
        "02005e100007"
            + "02005e100008"
            + "0806"
            + "0001"
            + "0800"
            + "06"
            + "04"
            + "0002"
            + "02005e100008"
            + "0a000007"
            + "02005e100007"
            + "00000000"
            + "00".repeat(18);
    assertThat(ArpPacket.ofFrame(frame(reply)))
        .contains(new ArpPacket(ArpPacket.REPLY, OTHER, ADDRESS, MAC, NONE));
  }

  @Test
  void ofFrame_whenSomethingElseOrCut_isEmpty() {
    byte[] good = ArpPacket.announcement(MAC, ADDRESS).toBroadcastFrame();
    for (int length = 0; length < good.length; length++) {
      assertThat(ArpPacket.ofFrame(Arrays.copyOf(good, length))).isEmpty();
    }
    for (int at = 12; at < 20; at++) { // Ethernet's type, hardware, protocol and both sizes
      byte[] changed = good.clone();
      changed[at] ^= 0x40;
      assertThat(ArpPacket.ofFrame(changed)).as("byte " + at).isEmpty();
    }
    byte[] ieee802 = good.clone();
    ieee802[15] = 6;
    assertThat(ArpPacket.ofFrame(ieee802)).isPresent();
  }

  @Test
  void packet_whenNotIpv4_isRefused() {
    assertThatThrownBy(() -> ArpPacket.probe(MAC, IpAddress.parse("fd00::7")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("ARP is for IPv4, got fd00::7");
  }
}
