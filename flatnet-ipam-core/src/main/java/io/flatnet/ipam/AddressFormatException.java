package io.flatnet.ipam;

import java.util.Objects;

/**
 * A text is not the address, prefix, range or MAC that it should be.
 *
 * <p>It has its stack trace, which is most of what it costs: some microseconds, more on a deep
 * stack. Whoever reads what people write catches it and needs only {@link #input}, {@link
 * #position} and {@link #reason}, but for a text that a program wrote or has in its source nothing
 * else says where that is.
 */
public final class AddressFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String input;
  private final int position;
  private final String reason;

  /**
   * @param kind what was expected, for example {@code "IPv4 address"}
   * @param input the whole text; the message shows its first 80 characters
   * @param position where the fault is, in characters from 0
   * @param reason the constraint that is broken and what to write instead
   */
  public AddressFormatException(String kind, String input, int position, String reason) {
    super(
        "cannot parse "
            + Objects.requireNonNull(kind, "kind")
            + " \""
            + Shown.start(Objects.requireNonNull(input, "input"))
            + "\" at character "
            + position
            + ": "
            + Objects.requireNonNull(reason, "reason"));
    this.input = input;
    this.position = position;
    this.reason = reason;
  }

  /** The whole text that was refused. */
  public String input() {
    return input;
  }

  /** Where the fault is, in characters from 0. */
  public int position() {
    return position;
  }

  /** The constraint that is broken, and what to write instead. */
  public String reason() {
    return reason;
  }
}
