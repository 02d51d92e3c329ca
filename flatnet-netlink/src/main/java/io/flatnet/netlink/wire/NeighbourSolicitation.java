package io.flatnet.netlink.wire;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.nio.ByteBuffer;

/** The frame that asks whether somebody has an IPv6 address (RFC 4862 5.4.2). */
public final class NeighbourSolicitation {
  private static final IpAddress SOLICITED_NODE = IpAddress.parse("ff02::1:ff00:0");
  private static final int LOW_24_BITS = 0xff_ffff;
  private static final int ICMP_BYTES = 24;

  private NeighbourSolicitation() {}

  /**
   * The Ethernet frame to the solicited-node group, from the unspecified address: by that a node
   * shows that it only wants the address, and has no option that could tell a MAC.
   *
   * @throws IllegalArgumentException if the address is not IPv6
   */
  public static byte[] probeFrame(MacAddress mac, IpAddress address) {
    ByteBuffer icmp = ByteBuffer.allocate(ICMP_BYTES);
    IpAddress group = group(address);
    icmp.put(Icmpv6Frame.TYPE_SOLICITATION).put((byte) 0).putShort((short) 0).putInt(0);
    icmp.put(address.toBytes());
    return Icmpv6Frame.toMulticast(mac, IpAddress.IPV6_LOWEST, group, icmp.array());
  }

  /**
   * The MAC on which one hears those who ask for an address.
   *
   * @throws IllegalArgumentException if the address is not IPv6
   */
  public static MacAddress groupMac(IpAddress address) {
    return Icmpv6Frame.macOf(group(address));
  }

  /** RFC 4291 2.7.1. */
  private static IpAddress group(IpAddress address) {
    Icmpv6Frame.requireIpv6(address);
    return IpAddress.ofIpv6(
        SOLICITED_NODE.high(), SOLICITED_NODE.low() | (address.low() & LOW_24_BITS));
  }
}
