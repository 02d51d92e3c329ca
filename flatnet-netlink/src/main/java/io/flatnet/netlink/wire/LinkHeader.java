package io.flatnet.netlink.wire;

/**
 * struct ifinfomsg, linux/rtnetlink.h.
 *
 * @param index the link; 0 = not known
 * @param flags IFF_ bits
 * @param change which of the bits a request sets
 */
public record LinkHeader(int index, int flags, int change) {
  /** Its size. */
  public static final int BYTES = 16;

  private static final int INDEX_OFFSET = 4;
  private static final int FLAGS_OFFSET = 8;
  private static final int CHANGE_OFFSET = 12;

  /**
   * Reads it from the start of a message.
   *
   * @throws NetlinkParseException if that is shorter
   */
  public static LinkHeader parse(Payload payload) {
    return new LinkHeader(
        payload.int32(INDEX_OFFSET), payload.int32(FLAGS_OFFSET), payload.int32(CHANGE_OFFSET));
  }

  /** Appends it. */
  public void write(MessageWriter out) {
    out.int8(Rtnetlink.AF_UNSPEC).int8(0).int16(0).int32(index).int32(flags).int32(change);
  }
}
