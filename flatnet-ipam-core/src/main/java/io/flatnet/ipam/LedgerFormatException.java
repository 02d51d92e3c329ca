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

  LedgerFormatException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** What is wrong with the text. */
  public Fault fault() {
    return fault;
  }
}
