package io.flatnet.netlink.wire;

/**
 * struct ifaddrmsg, linux/if_addr.h.
 *
 * @param family AF_ number
 * @param prefixLength network bits
 * @param flags the lower 8 of the IFA_F_ bits
 * @param scope RT_SCOPE_ number
 * @param index the link
 */
public record AddressHeader(int family, int prefixLength, int flags, int scope, int index) {
  /** Its size. */
  public static final int BYTES = 8;

  private static final int INDEX_OFFSET = 4;

  /**
   * Reads it from the start of a message.
   *
   * @throws NetlinkParseException if that is shorter
   */
  public static AddressHeader parse(Payload payload) {
    return new AddressHeader(
        payload.uint8(0),
        payload.uint8(1),
        payload.uint8(2),
        payload.uint8(3),
        payload.int32(INDEX_OFFSET));
  }

  /** Appends it. */
  public void write(MessageWriter out) {
    out.int8(family).int8(prefixLength).int8(flags).int8(scope).int32(index);
  }
}
