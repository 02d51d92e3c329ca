package io.flatnet.netlink.wire;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.MacAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A packet of address resolution for IPv4 over Ethernet (RFC 826).
 *
 * @param operation {@link #REQUEST} or {@link #REPLY}, or another number that the wire brought
 * @param senderMac who speaks
 * @param senderAddress the address that it says is its own; {@code 0.0.0.0} in a probe
 * @param targetMac who is spoken to; zero in a request
 * @param targetAddress the address that is asked for
 */
public record ArpPacket(
    int operation,
    MacAddress senderMac,
    IpAddress senderAddress,
    MacAddress targetMac,
    IpAddress targetAddress) {
  /** Who has the target address? */
  public static final int REQUEST = 1;

  /** The sender has its address. */
  public static final int REPLY = 2;

  /** The number of the protocol in an Ethernet frame. */
  public static final int ETHERTYPE = 0x0806;

  private static final MacAddress BROADCAST = MacAddress.parse("ff:ff:ff:ff:ff:ff");
  private static final MacAddress NO_MAC = new MacAddress(0);
  private static final IpAddress NO_ADDRESS = IpAddress.lowest(IpFamily.IPV4);
  private static final int ETHERNET_BYTES = 14;
  private static final int ETHERTYPE_OFFSET = 12;
  private static final int FRAME_BYTES = 42;
  private static final int HARDWARE_ETHERNET = 1;
  private static final int HARDWARE_IEEE_802 = 6; // Linux takes both for Ethernet
  private static final int PROTOCOL_IPV4 = 0x0800;
  private static final int MAC_BYTES = 6;
  private static final int IPV4_BYTES = 4;

  /**
   * @throws IllegalArgumentException if an address is not IPv4
   */
  public ArpPacket {
    for (IpAddress address : new IpAddress[] {senderAddress, targetAddress}) {
      if (address.family() != IpFamily.IPV4) {
        throw new IllegalArgumentException("ARP is for IPv4, got " + address);
      }
    }
  }

  /**
   * Says which MAC has an address now: a request, not a reply, in which sender and target are that
   * address (RFC 5227 2.3 and 3).
   */
  public static ArpPacket announcement(MacAddress mac, IpAddress address) {
    return new ArpPacket(REQUEST, mac, address, NO_MAC, address);
  }

  /** Asks whether somebody has an address, without saying that one has it (RFC 5227 2.1.1). */
  public static ArpPacket probe(MacAddress mac, IpAddress address) {
    return new ArpPacket(REQUEST, mac, NO_ADDRESS, NO_MAC, address);
  }

  /** Whether it is a probe: a request of one who has no address yet (RFC 5227 1.1). */
  public boolean isProbe() {
    return operation == REQUEST && senderAddress.equals(NO_ADDRESS);
  }

  /** The Ethernet frame from the sender to all, without padding. */
  public byte[] toBroadcastFrame() {
    ByteBuffer frame = ByteBuffer.allocate(FRAME_BYTES);
    frame.put(BROADCAST.toBytes()).put(senderMac.toBytes()).putShort((short) ETHERTYPE);
    frame.putShort((short) HARDWARE_ETHERNET).putShort((short) PROTOCOL_IPV4);
    frame.put((byte) MAC_BYTES).put((byte) IPV4_BYTES).putShort((short) operation);
    frame.put(senderMac.toBytes()).put(senderAddress.toBytes());
    return frame.put(targetMac.toBytes()).put(targetAddress.toBytes()).array();
  }

  /**
   * The packet of an Ethernet frame from the wire; padding is ignored. Empty if it is no ARP for
   * IPv4 over Ethernet, or cut.
   */
  public static Optional<ArpPacket> ofFrame(byte[] frame) {
    if (frame.length < FRAME_BYTES) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(frame);
    boolean arp = bytes.getShort(ETHERTYPE_OFFSET) == ETHERTYPE;
    bytes.position(ETHERNET_BYTES);
    int hardware = bytes.getShort();
    boolean ipv4 = bytes.getShort() == PROTOCOL_IPV4;
    boolean sizes = bytes.get() == MAC_BYTES && bytes.get() == IPV4_BYTES;
    if (!arp || !ipv4 || !sizes || !isEthernet(hardware)) {
      return Optional.empty();
    }
    return Optional.of(
        new ArpPacket(
            Short.toUnsignedInt(bytes.getShort()),
            MacAddress.ofBytes(next(bytes, MAC_BYTES)),
            IpAddress.ofBytes(next(bytes, IPV4_BYTES)),
            MacAddress.ofBytes(next(bytes, MAC_BYTES)),
            IpAddress.ofBytes(next(bytes, IPV4_BYTES))));
  }

  private static boolean isEthernet(int hardware) {
    return hardware == HARDWARE_ETHERNET || hardware == HARDWARE_IEEE_802;
  }

  private static byte[] next(ByteBuffer bytes, int count) {
    byte[] part = new byte[count];
    bytes.get(part);
    return part;
  }
}
