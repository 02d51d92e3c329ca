package io.flatnet.netlink.wire;

/**
 * struct ndmsg, linux/neighbour.h.
 *
 * @param family AF_ number
 * @param index the link
 * @param state NUD_ bits
 * @param flags NTF_ bits
 */
public record NeighbourHeader(int family, int index, int state, int flags) {
  /** Its size. */
  public static final int BYTES = 12;

  private static final int INDEX_OFFSET = 4;
  private static final int STATE_OFFSET = 8;
  private static final int FLAGS_OFFSET = 10;

  /**
   * Reads it from the start of a message.
   *
   * @throws NetlinkParseException if that is shorter
   */
  public static NeighbourHeader parse(Payload payload) {
    int _ = payload.uint8(BYTES - 1);
    return new NeighbourHeader(
        payload.uint8(0),
        payload.int32(INDEX_OFFSET),
        payload.uint16(STATE_OFFSET),
        payload.uint8(FLAGS_OFFSET));
  }

  /** Appends it. */
  public void write(MessageWriter out) {
    out.int8(family).int8(0).int16(0).int32(index).int16(state).int8(flags).int8(0);
  }
}
