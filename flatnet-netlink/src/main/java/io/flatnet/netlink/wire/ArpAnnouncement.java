package io.flatnet.netlink.wire;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import java.nio.ByteBuffer;

/** The frame that says which MAC has an IPv4 address (RFC 5227 2.3 and 3). */
public final class ArpAnnouncement {
  private static final byte[] BROADCAST = {-1, -1, -1, -1, -1, -1};
  private static final byte[] ZERO_MAC = new byte[6];
  private static final int FRAME_BYTES = 42;
  private static final short ETHERTYPE_ARP = 0x0806; // RFC 826
  private static final short HARDWARE_ETHERNET = 1;
  private static final short PROTOCOL_IPV4 = 0x0800;
  private static final short OPERATION_REQUEST = 1; // RFC 5227 3: a request, not a reply

  private ArpAnnouncement() {}

  /**
   * The Ethernet frame, without padding: a broadcast ARP request in which sender and target are
   * this address.
   *
   * @throws IllegalArgumentException if the address is not IPv4
   */
  public static byte[] frame(MacAddress mac, IpAddress address) {
    if (address.family() != IpFamily.IPV4) {
      throw new IllegalArgumentException("ARP is for IPv4, got " + address);
    }
    byte[] sender = mac.toBytes();
    byte[] ip = address.toBytes();
    ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
    frame.put(BROADCAST).put(sender).putShort(ETHERTYPE_ARP);
    frame.putShort(HARDWARE_ETHERNET).putShort(PROTOCOL_IPV4);
    frame.put((byte) sender.length).put((byte) ip.length).putShort(OPERATION_REQUEST);
    frame.put(sender).put(ip).put(ZERO_MAC).put(ip);
    return frame.array();
  }
}
