package io.flatnet.netlink.wire;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.MacAddress;
import java.util.Arrays;
import java.util.Optional;

/**
 * A neighbour solicitation or advertisement as the wire brought it (RFC 4861 4.3 and 4.4).
 *
 * @param solicitation whether it asks; else it tells
 * @param senderMac who speaks: as an advertisement says, else from whom the frame came
 * @param source the sender's address, unspecified in a probe
 * @param target the address that it is about
 */
public record NeighbourPacket(
    boolean solicitation, MacAddress senderMac, IpAddress source, IpAddress target) {
  /** The number of IPv6 in an Ethernet frame, which carries these. */
  public static final int ETHERTYPE = Icmpv6Frame.ETHERTYPE_IPV6;

  private static final int FIXED_BYTES = 24; // of ICMPv6: header, reserved or flags, target
  private static final int TARGET_OFFSET = 8;
  private static final int MAC_BYTES = 6;
  private static final int ADDRESS_BYTES = 16;
  private static final int OPTION_UNIT = 8;

  /** Whether it is a question of one who has no address yet (RFC 4862 5.4.3). */
  public boolean isProbe() {
    return solicitation && source.isUnspecified();
  }

  /**
   * The packet of an Ethernet frame from the wire. Empty if it is something else, cut, or not from
   * this link (RFC 4861 7.1). The checksum is not looked at: links inside one host leave it to
   * hardware that is not there.
   */
  public static Optional<NeighbourPacket> ofFrame(byte[] frame) {
    int type = frame.length < Icmpv6Frame.ICMP_OFFSET + FIXED_BYTES ? 0 : type(frame);
    if (type != Icmpv6Frame.TYPE_SOLICITATION && type != Icmpv6Frame.TYPE_ADVERTISEMENT) {
      return Optional.empty();
    }
    boolean solicitation = type == Icmpv6Frame.TYPE_SOLICITATION;
    MacAddress from = mac(frame, Icmpv6Frame.SOURCE_MAC_OFFSET);
    return Optional.of(
        new NeighbourPacket(
            solicitation,
            solicitation ? from : saidMac(frame).orElse(from),
            address(frame, Icmpv6Frame.SOURCE_OFFSET),
            address(frame, Icmpv6Frame.ICMP_OFFSET + TARGET_OFFSET)));
  }

  /** ICMPv6's type, 0 for what is none or not from this link. */
  private static int type(byte[] frame) {
    int ethertype =
        (Byte.toUnsignedInt(frame[Icmpv6Frame.ETHERTYPE_OFFSET]) << Byte.SIZE)
            | Byte.toUnsignedInt(frame[Icmpv6Frame.ETHERTYPE_OFFSET + 1]);
    boolean icmp =
        ethertype == ETHERTYPE
            && frame[Icmpv6Frame.NEXT_HEADER_OFFSET] == Icmpv6Frame.NEXT_HEADER_ICMPV6
            && frame[Icmpv6Frame.HOP_LIMIT_OFFSET] == Icmpv6Frame.HOP_LIMIT;
    return icmp ? frame[Icmpv6Frame.ICMP_OFFSET] : 0;
  }

  /** The option with the target's MAC; options end at the first that makes no sense. */
  private static Optional<MacAddress> saidMac(byte[] frame) {
    int at = Icmpv6Frame.ICMP_OFFSET + FIXED_BYTES;
    while (at + OPTION_UNIT <= frame.length) {
      if (frame[at] == Icmpv6Frame.OPTION_TARGET_LINK_LAYER_ADDRESS && frame[at + 1] == 1) {
        return Optional.of(mac(frame, at + 2));
      }
      int length = Byte.toUnsignedInt(frame[at + 1]) * OPTION_UNIT;
      at += length == 0 ? frame.length : length;
    }
    return Optional.empty();
  }

  private static MacAddress mac(byte[] frame, int offset) {
    return MacAddress.ofBytes(Arrays.copyOfRange(frame, offset, offset + MAC_BYTES));
  }

  private static IpAddress address(byte[] frame, int offset) {
    return IpAddress.ofBytes(Arrays.copyOfRange(frame, offset, offset + ADDRESS_BYTES));
  }
}
