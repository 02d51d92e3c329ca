package io.flatnet.netlink.wire;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.nio.ByteBuffer;

/** The frame that says which MAC has an IPv6 address, unasked (RFC 4861 7.2.6). */
public final class NeighbourAdvertisement {
  private static final IpAddress ALL_NODES = IpAddress.parse("ff02::1");
  private static final int ICMP_BYTES = 32;
  private static final int OVERRIDE = 0x2000_0000; // neither router nor solicited
  private static final byte OPTION_UNITS = 1; // of 8 bytes

  private NeighbourAdvertisement() {}

  /**
   * The Ethernet frame to all nodes, with the override flag.
   *
   * @throws IllegalArgumentException if the address is not IPv6
   */
  public static byte[] frame(MacAddress mac, IpAddress address) {
    Icmpv6Frame.requireIpv6(address);
    ByteBuffer icmp = ByteBuffer.allocate(ICMP_BYTES);
    icmp.put(Icmpv6Frame.TYPE_ADVERTISEMENT).put((byte) 0).putShort((short) 0).putInt(OVERRIDE);
    icmp.put(address.toBytes());
    icmp.put(Icmpv6Frame.OPTION_TARGET_LINK_LAYER_ADDRESS).put(OPTION_UNITS).put(mac.toBytes());
    return Icmpv6Frame.toMulticast(mac, address, ALL_NODES, icmp.array());
  }
}
