package io.flatnet.netlink.wire;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import java.nio.ByteBuffer;

/** Ethernet, IPv6 and ICMPv6 headers as neighbour discovery has them (RFC 4861 4). */
final class Icmpv6Frame {
  static final int ETHERTYPE_IPV6 = 0x86dd;
  static final int SOURCE_MAC_OFFSET = 6;
  static final int ETHERTYPE_OFFSET = 12;
  static final int NEXT_HEADER_OFFSET = 20;
  static final int HOP_LIMIT_OFFSET = 21;
  static final int SOURCE_OFFSET = 22;
  static final int ICMP_OFFSET = 54;
  static final byte NEXT_HEADER_ICMPV6 = 58;
  static final byte HOP_LIMIT = (byte) 255; // RFC 4861 7.1: others are dropped
  static final byte TYPE_SOLICITATION = (byte) 135; // RFC 4861 4.3
  static final byte TYPE_ADVERTISEMENT = (byte) 136; // RFC 4861 4.4
  static final byte OPTION_TARGET_LINK_LAYER_ADDRESS = 2; // RFC 4861 4.6.1
  private static final int VERSION_6 = 6 << 28;
  private static final int IPV6_BYTES = 40;
  private static final int CHECKSUM_OFFSET = 2;
  private static final long MULTICAST_MAC = 0x3333_0000_0000L; // RFC 2464 7
  private static final long LOW_32_BITS = 0xffff_ffffL;

  private Icmpv6Frame() {}

  /**
   * The whole frame to a multicast address.
   *
   * @param icmp the message without its checksum
   */
  static byte[] toMulticast(MacAddress mac, IpAddress source, IpAddress group, byte[] icmp) {
    ByteBuffer frame = ByteBuffer.allocate(ICMP_OFFSET + icmp.length);
    frame.put(macOf(group).toBytes()).put(mac.toBytes()).putShort((short) ETHERTYPE_IPV6);
    frame.putInt(VERSION_6).putShort((short) icmp.length);
    frame.put(NEXT_HEADER_ICMPV6).put(HOP_LIMIT).put(source.toBytes()).put(group.toBytes());
    int checksum = checksum(source, group, icmp);
    return frame.put(icmp).putShort(ICMP_OFFSET + CHECKSUM_OFFSET, (short) checksum).array();
  }

  /** The MAC to which frames for a multicast address go (RFC 2464 7). */
  static MacAddress macOf(IpAddress group) {
    return new MacAddress(MULTICAST_MAC | (group.low() & LOW_32_BITS));
  }

  /** RFC 4443 2.3 over the pseudo-header of RFC 8200 8.1. */
  private static int checksum(IpAddress source, IpAddress destination, byte[] icmp) {
    ByteBuffer pseudo = ByteBuffer.allocate(IPV6_BYTES + icmp.length);
    pseudo.put(source.toBytes()).put(destination.toBytes());
    pseudo.putInt(icmp.length).putInt(NEXT_HEADER_ICMPV6).put(icmp);
    return InternetChecksum.of(pseudo.array());
  }

  static void requireIpv6(IpAddress address) {
    if (address.family() != IpFamily.IPV6) {
      throw new IllegalArgumentException("neighbour discovery is for IPv6, got " + address);
    }
  }
}
