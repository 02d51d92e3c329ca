package io.flatnet.netlink.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class NeighbourPacketTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:07");
  private static final IpAddress ADDRESS = IpAddress.parse("fd00::12:3456");
  private static final String TARGET = "fd00000000000000" + "0000000000123456";

  /** RFC 4862 5.4.2: from the unspecified address to the solicited-node group, no option. */
  @Test
  void probeFrame_isASolicitationOfOneWithoutAnAddress() {
    assertThat(HexFormat.of().formatHex(NeighbourSolicitation.probeFrame(MAC, ADDRESS)))
        .matches(
            "3333ff123456"
                + "02005e100007"
                + "86dd"
                + "60000000"
                + "0018"
                + "3a"
                + "ff"
                + "00".repeat(16)
                + "ff0200000000000000000001ff123456"
                + "8700"
                + "[0-9a-f]{4}"
                + "00000000"
                + TARGET);
    assertThat(NeighbourSolicitation.groupMac(ADDRESS))
        .isEqualTo(MacAddress.parse("33:33:ff:12:34:56"));
    assertThatThrownBy(() -> NeighbourSolicitation.probeFrame(MAC, IpAddress.parse("10.0.0.7")))
        .hasMessage("neighbour discovery is for IPv6, got 10.0.0.7");
  }

  @Test
  void ofFrame_whenOurOwn_givesItBack() {
    assertThat(NeighbourPacket.ofFrame(NeighbourSolicitation.probeFrame(MAC, ADDRESS)))
        .contains(new NeighbourPacket(true, MAC, IpAddress.IPV6_LOWEST, ADDRESS))
        .map(NeighbourPacket::isProbe)
        .contains(true);
    assertThat(NeighbourPacket.ofFrame(NeighbourAdvertisement.frame(MAC, ADDRESS)))
        .contains(new NeighbourPacket(false, MAC, ADDRESS, ADDRESS))
        .map(NeighbourPacket::isProbe)
        .contains(false);
  }

  @Test
  void ofFrame_whenAdvertisementSaysAnotherMac_isThatOne() {
    byte[] frame = NeighbourAdvertisement.frame(MAC, ADDRESS);
    frame[frame.length - 1] = 0x42;
    assertThat(NeighbourPacket.ofFrame(frame).orElseThrow().senderMac())
        .isEqualTo(MacAddress.parse("02:00:5e:10:00:42"));
    byte[] bare = Arrays.copyOf(frame, frame.length - 8);
    assertThat(NeighbourPacket.ofFrame(bare).orElseThrow().senderMac()).isEqualTo(MAC);
  }

  @Test
  void ofFrame_whenSomethingElseCutOrForwarded_isEmpty() {
    byte[] good = NeighbourSolicitation.probeFrame(MAC, ADDRESS);
    for (int length = 0; length < good.length; length++) {
      assertThat(NeighbourPacket.ofFrame(Arrays.copyOf(good, length))).isEmpty();
    }
    for (int at : new int[] {12, 13, 20, 21, 54}) { // ethertype, next header, hop limit, type
      byte[] changed = good.clone();
      changed[at] ^= 0x40;
      assertThat(NeighbourPacket.ofFrame(changed)).as("byte " + at).isEmpty();
    }
  }

  /** An option of no length would never end. */
  @Test
  void ofFrame_whenOptionsMakeNoSense_ends() {
    byte[] frame = NeighbourAdvertisement.frame(MAC, ADDRESS);
    byte[] longer = Arrays.copyOf(frame, frame.length + 8);
    longer[frame.length - 8] = 14;
    for (int length : new int[] {0, 1, 2, 255}) {
      longer[frame.length - 7] = (byte) length;
      assertThat(NeighbourPacket.ofFrame(longer).orElseThrow().senderMac()).isEqualTo(MAC);
    }
  }
}
