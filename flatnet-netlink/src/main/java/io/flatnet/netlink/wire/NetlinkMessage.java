package io.flatnet.netlink.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * A received message: its header (struct nlmsghdr, linux/netlink.h) and what follows.
 *
 * @param type RTM_ or NLMSG_ number
 * @param flags NLM_F_ bits
 * @param sequence the number of the request that it answers
 * @param portId the socket that it answers
 * @param payload the bytes after the header
 */
public record NetlinkMessage(int type, int flags, int sequence, int portId, Payload payload) {
  static final int HEADER_BYTES = 16;
  static final int SEQUENCE_OFFSET = 8;
  private static final int TYPE_OFFSET = 4;
  private static final int FLAGS_OFFSET = 6;
  private static final int PORT_OFFSET = 12;
  private static final int ALIGNMENT = 4;

  /**
   * The messages of a datagram, in their order.
   *
   * <p>Cost: linear in the bytes, and it always ends.
   *
   * @throws NetlinkParseException if a length is smaller than a header or reaches beyond the end
   */
  public static List<NetlinkMessage> parse(Payload datagram) {
    List<NetlinkMessage> messages = new ArrayList<>();
    int offset = 0;
    while (offset < datagram.size()) {
      int left = datagram.size() - offset;
      if (left < HEADER_BYTES) {
        throw broken(datagram, offset, "a header has 16 bytes, got " + left);
      }
      long length = datagram.uint32(offset);
      if (length < HEADER_BYTES || length > left) {
        throw broken(datagram, offset, "its length must be 16 to " + left + ", got " + length);
      }
      messages.add(read(datagram.part(offset, (int) length)));
      offset += align((int) length);
    }
    return messages;
  }

  private static NetlinkMessage read(Payload message) {
    return new NetlinkMessage(
        message.uint16(TYPE_OFFSET),
        message.uint16(FLAGS_OFFSET),
        message.int32(SEQUENCE_OFFSET),
        message.int32(PORT_OFFSET),
        message.from(HEADER_BYTES));
  }

  private static NetlinkParseException broken(Payload datagram, int offset, String reason) {
    return new NetlinkParseException("message", datagram.position() + offset, reason);
  }

  /** A length rounded up to 4; at most 3 more. */
  static int align(int length) {
    return (length + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /** Whether all these bits are set. */
  public boolean has(int flag) {
    return (flags & flag) == flag;
  }
}
