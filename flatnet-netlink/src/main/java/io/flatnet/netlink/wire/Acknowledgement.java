package io.flatnet.netlink.wire;

import org.jspecify.annotations.Nullable;

/**
 * The kernel's verdict on a request (struct nlmsgerr, with the attributes of NETLINK_EXT_ACK).
 *
 * @param errno the error number, positive; 0 = done
 * @param message the kernel's words, null where it gave none
 * @param offset where in the request the fault is, in bytes; -1 = not said
 * @param missingAttribute the number of an attribute that is missing; -1 = not said
 */
public record Acknowledgement(
    int errno, @Nullable String message, int offset, int missingAttribute) {
  private static final int UNKNOWN = -1;

  /**
   * Reads a message of type NLMSG_ERROR, or the NLMSG_DONE that ends a dump.
   *
   * @throws NetlinkParseException if it is cut, or its verdict is no error number
   */
  public static Acknowledgement parse(NetlinkMessage reply) {
    Payload payload = reply.payload();
    boolean ofDump = reply.type() == Rtnetlink.NLMSG_DONE;
    if (ofDump && payload.size() < Integer.BYTES) {
      return new Acknowledgement(0, null, UNKNOWN, UNKNOWN); // older kernels end without a verdict
    }
    int verdict = payload.int32(0);
    if (verdict > 0 || verdict == Integer.MIN_VALUE) {
      throw new NetlinkParseException(
          "acknowledgement", payload.position(), "a verdict is negative or 0, got " + verdict);
    }
    int errno = -verdict;
    if (!reply.has(Rtnetlink.NLM_F_ACK_TLVS)) {
      return new Acknowledgement(errno, null, UNKNOWN, UNKNOWN);
    }
    Attributes details = Attributes.parse(payload.from(ofDump ? Integer.BYTES : details(reply)));
    return new Acknowledgement(
        errno,
        details.text(Rtnetlink.NLMSGERR_ATTR_MSG),
        details.int32(Rtnetlink.NLMSGERR_ATTR_OFFS, UNKNOWN),
        details.int32(Rtnetlink.NLMSGERR_ATTR_MISS_TYPE, UNKNOWN));
  }

  /** After the error number comes the request: its header alone, or all of it. */
  private static int details(NetlinkMessage reply) {
    Payload payload = reply.payload();
    long length = payload.uint32(Integer.BYTES);
    if (reply.has(Rtnetlink.NLM_F_CAPPED)) {
      length = NetlinkMessage.HEADER_BYTES;
    }
    if (length < NetlinkMessage.HEADER_BYTES || length > payload.size() - Integer.BYTES) {
      throw new NetlinkParseException(
          "acknowledged request",
          payload.position() + Integer.BYTES,
          "its length must be 16 to " + (payload.size() - Integer.BYTES) + ", got " + length);
    }
    return Math.min(payload.size(), Integer.BYTES + NetlinkMessage.align((int) length));
  }

  /** Whether the request was carried out. */
  public boolean isSuccess() {
    return errno == 0;
  }

  /** What the kernel said beside the error number, null if nothing. */
  public @Nullable String explanation() {
    if (message != null) {
      return message;
    }
    return missingAttribute >= 0 ? "attribute " + missingAttribute + " is missing" : null;
  }
}
