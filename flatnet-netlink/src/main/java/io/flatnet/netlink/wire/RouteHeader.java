package io.flatnet.netlink.wire;

/**
 * struct rtmsg, linux/rtnetlink.h.
 *
 * @param family AF_ number
 * @param destinationLength network bits of the destination
 * @param table its number up to 255; larger ones are in RTA_TABLE
 * @param protocol RTPROT_ number
 * @param scope RT_SCOPE_ number
 * @param type RTN_ number
 * @param flags RTM_F_ and RTNH_F_ bits
 */
public record RouteHeader(
    int family, int destinationLength, int table, int protocol, int scope, int type, int flags) {
  /** Its size. */
  public static final int BYTES = 12;

  private static final int TABLE_OFFSET = 4;
  private static final int PROTOCOL_OFFSET = 5;
  private static final int SCOPE_OFFSET = 6;
  private static final int TYPE_OFFSET = 7;
  private static final int FLAGS_OFFSET = 8;

  /**
   * Reads it from the start of a message.
   *
   * @throws NetlinkParseException if that is shorter
   */
  public static RouteHeader parse(Payload payload) {
    return new RouteHeader(
        payload.uint8(0),
        payload.uint8(1),
        payload.uint8(TABLE_OFFSET),
        payload.uint8(PROTOCOL_OFFSET),
        payload.uint8(SCOPE_OFFSET),
        payload.uint8(TYPE_OFFSET),
        payload.int32(FLAGS_OFFSET));
  }

  /** Appends it; source length and type of service are 0. */
  public void write(MessageWriter out) {
    out.int8(family).int8(destinationLength).int8(0).int8(0);
    out.int8(table).int8(protocol).int8(scope).int8(type).int32(flags);
  }
}
