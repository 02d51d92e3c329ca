package io.flatnet.lab.stage;

import io.flatnet.ipam.IpFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * An echo message of ICMP (RFC 792) or ICMPv6 (RFC 4443 4.1).
 *
 * @param identifier 16 bits that tell one sender's replies from another's
 * @param sequence 16 bits that tell one request from the next
 */
record EchoMessage(IpFamily family, int identifier, int sequence) {
  private static final int HEADER_BYTES = 8;
  private static final byte[] DATA = "flatnet".getBytes(StandardCharsets.US_ASCII);
  private static final int WORD = 0xffff;

  EchoMessage {
    if ((identifier & ~WORD) != 0 || (sequence & ~WORD) != 0) {
      throw new IllegalArgumentException(
          "cannot make echo message %d/%d: 16 bits each".formatted(identifier, sequence));
    }
  }

  /** The request, with its checksum for IPv4; for IPv6 the kernel fills it in (RFC 3542 3.1). */
  byte[] request() {
    ByteBuffer message = ByteBuffer.allocate(HEADER_BYTES + DATA.length);
    message.put((byte) (family == IpFamily.IPV4 ? 8 : 128)).put((byte) 0).putShort((short) 0);
    message.putShort((short) identifier).putShort((short) sequence).put(DATA);
    if (family == IpFamily.IPV4) {
      message.putShort(2, (short) checksum(message.array()));
    }
    return message.array();
  }

  /** Whether a received packet is the reply to this message. */
  boolean isAnsweredBy(byte[] packet) {
    int start =
        family == IpFamily.IPV4 && packet.length > 0 ? (packet[0] & 0xf) * 4 : 0; // RFC 791 IHL
    if (packet.length < start + HEADER_BYTES) {
      return false;
    }
    ByteBuffer reply = ByteBuffer.wrap(packet);
    return reply.get(start) == (byte) (family == IpFamily.IPV4 ? 0 : 129)
        && (reply.getShort(start + 4) & WORD) == identifier
        && (reply.getShort(start + 6) & WORD) == sequence;
  }

  /** The Internet checksum (RFC 1071). */
  private static int checksum(byte[] bytes) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
      sum += (bytes[i] & 0xff) << 8 | low;
    }
    while (sum > WORD) {
      sum = (sum & WORD) + (sum >>> 16);
    }
    return ~sum & WORD;
  }
}
