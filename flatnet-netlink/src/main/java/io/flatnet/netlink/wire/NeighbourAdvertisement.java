package io.flatnet.netlink.wire;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import java.nio.ByteBuffer;

/** The frame that says which MAC has an IPv6 address, unasked (RFC 4861 7.2.6). */
public final class NeighbourAdvertisement {
  private static final MacAddress ALL_NODES_MAC = new MacAddress(0x3333_0000_0001L); // RFC 2464 7
  private static final IpAddress ALL_NODES = IpAddress.parse("ff02::1");
  private static final short ETHERTYPE_IPV6 = (short) 0x86dd;
  private static final int ETHERNET_BYTES = 14;
  private static final int IPV6_BYTES = 40;
  private static final int ICMP_BYTES = 32;
  private static final int VERSION_6 = 6 << 28;
  private static final byte NEXT_HEADER_ICMPV6 = 58;
  private static final byte HOP_LIMIT = (byte) 255; // RFC 4861 7.1.2: others are dropped
  private static final byte TYPE_ADVERTISEMENT = (byte) 136; // RFC 4861 4.4
  private static final int CHECKSUM_OFFSET = 2;
  private static final int OVERRIDE = 0x2000_0000; // neither router nor solicited
  private static final byte OPTION_TARGET_LINK_LAYER_ADDRESS = 2; // RFC 4861 4.6.1
  private static final byte OPTION_UNITS = 1; // of 8 bytes

  private NeighbourAdvertisement() {}

  /**
   * The Ethernet frame to all nodes, with the override flag.
   *
   * @throws IllegalArgumentException if the address is not IPv6
   */
  public static byte[] frame(MacAddress mac, IpAddress address) {
    if (address.family() != IpFamily.IPV6) {
      throw new IllegalArgumentException("neighbour discovery is for IPv6, got " + address);
    }
    ByteBuffer frame = ByteBuffer.allocate(ETHERNET_BYTES + IPV6_BYTES + ICMP_BYTES);
    frame.put(ALL_NODES_MAC.toBytes()).put(mac.toBytes()).putShort(ETHERTYPE_IPV6);
    frame.putInt(VERSION_6).putShort((short) ICMP_BYTES).put(NEXT_HEADER_ICMPV6).put(HOP_LIMIT);
    frame.put(address.toBytes()).put(ALL_NODES.toBytes());
    return frame.put(advertisement(mac, address)).array();
  }

  private static byte[] advertisement(MacAddress mac, IpAddress address) {
    ByteBuffer icmp = ByteBuffer.allocate(ICMP_BYTES);
    icmp.put(TYPE_ADVERTISEMENT).put((byte) 0).putShort((short) 0).putInt(OVERRIDE);
    icmp.put(address.toBytes());
    icmp.put(OPTION_TARGET_LINK_LAYER_ADDRESS).put(OPTION_UNITS).put(mac.toBytes());
    icmp.putShort(CHECKSUM_OFFSET, (short) checksum(address, icmp.array()));
    return icmp.array();
  }

  /** RFC 4443 2.3 over the pseudo-header of RFC 8200 8.1. */
  private static int checksum(IpAddress source, byte[] icmp) {
    ByteBuffer pseudo = ByteBuffer.allocate(IPV6_BYTES + icmp.length);
    pseudo.put(source.toBytes()).put(ALL_NODES.toBytes());
    pseudo.putInt(icmp.length).putInt(NEXT_HEADER_ICMPV6).put(icmp);
    return InternetChecksum.of(pseudo.array());
  }
}
