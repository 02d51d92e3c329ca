package io.flatnet.netlink.wire;

/** A message is cut, or its lengths contradict each other. */
public final class NetlinkParseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int position;

  /**
   * @param what the part that cannot be read, for example {@code "attribute 3"}
   * @param position where it begins, in bytes from the start of the datagram
   * @param reason the constraint that is broken, and by which value
   */
  public NetlinkParseException(String what, int position, String reason) {
    super("cannot parse netlink " + what + " at byte " + position + ": " + reason);
    this.position = position;
  }

  /** Where the broken part begins, in bytes from the start of the datagram. */
  public int position() {
    return position;
  }
}
