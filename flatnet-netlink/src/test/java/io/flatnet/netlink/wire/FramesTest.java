package io.flatnet.netlink.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FramesTest {
  private static final MacAddress MAC = MacAddress.parse("02:00:5e:10:00:07");

  @Test
  void arp_isAnAnnouncement() {
    byte[] frame = ArpPacket.announcement(MAC, IpAddress.parse("10.0.0.7")).toBroadcastFrame();
    assertThat(HexFormat.of().formatHex(frame))
        .isEqualTo(
            "ffffffffffff"
                + "02005e100007"
                + "0806" // Ethernet
                + "0001"
                + "0800"
                + "06"
                + "04"
                + "0001" // request
                + "02005e100007"
                + "0a000007" // sender
                + "000000000000"
                + "0a000007"); // target
  }

  @Test
  void advertisement_isUnsolicitedWithOverride() {
    byte[] frame = NeighbourAdvertisement.frame(MAC, IpAddress.parse("fd00::7"));
    String address = "fd000000000000000000000000000007";
    assertThat(HexFormat.of().formatHex(frame))
        .matches(
            "333300000001"
                + "02005e100007"
                + "86dd"
                + "60000000"
                + "0020"
                + "3a"
                + "ff"
                + address
                + "ff020000000000000000000000000001"
                + "8800"
                + "[0-9a-f]{4}"
                + "20000000"
                + address
                + "0201"
                + "02005e100007");
  }

  /** RFC 1071: the sum over data that holds its checksum is 0; here over the pseudo-header too. */
  @Test
  void advertisement_checksumHolds() {
    byte[] frame = NeighbourAdvertisement.frame(MAC, IpAddress.parse("2001:db8::ffff:7"));
    byte[] covered = new byte[40 + 32];
    System.arraycopy(frame, 14 + 8, covered, 0, 32); // both addresses
    covered[35] = 32; // length
    covered[39] = 58; // next header
    System.arraycopy(frame, 14 + 40, covered, 40, 32);
    assertThat(InternetChecksum.of(covered)).isZero();
  }

  @Test
  void checksum_ofTheExampleInRfc1071() {
    byte[] data = HexFormat.of().parseHex("0001f203f4f5f6f7");
    assertThat(InternetChecksum.of(data)).isEqualTo(~0xddf2 & 0xffff);
    assertThat(InternetChecksum.of(Arrays.copyOf(data, 7))).isEqualTo(~0xdcfb & 0xffff);
    assertThat(InternetChecksum.of(new byte[0])).isEqualTo(0xffff);
  }

  @Test
  void frame_whenFamilyIsTheOther_isRefused() {
    assertThatThrownBy(() -> ArpPacket.announcement(MAC, IpAddress.parse("fd00::7")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NeighbourAdvertisement.frame(MAC, IpAddress.parse("10.0.0.7")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
