package io.flatnet.ipam;

/** A text is not a ledger that this version can read. It is refused, never guessed at. */
public final class LedgerFormatException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /** What is wrong with the text. */
  public enum Fault {
    /** Another version wrote it, which may know more than this one. */
    UNKNOWN_VERSION,
    /** It is of this version, and damaged. */
    DAMAGED
  }

  private final Fault fault;
  private final String input;
  private final int position;
  private final String reason;

  LedgerFormatException(Fault fault, String input, int position, String reason) {
    super(
        "cannot read the ledger \""
            + Shown.start(input)
            + "\" at character "
            + position
            + ": "
            + reason);
    this.fault = fault;
    this.input = input;
    this.position = position;
    this.reason = reason;
  }

  /** What is wrong with the text. */
  public Fault fault() {
    return fault;
  }

  /** The whole text that was refused; the message shows its first 80 characters. */
  public String input() {
    return input;
  }

  /** Where the fault was seen, in characters from 0. */
  public int position() {
    return position;
  }

  /** The constraint that is broken, and what to do. */
  public String reason() {
    return reason;
  }
}
