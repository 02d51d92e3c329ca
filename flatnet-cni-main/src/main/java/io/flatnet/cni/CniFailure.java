package io.flatnet.cni;

import org.jspecify.annotations.Nullable;

/** A call that ends with a CNI error result. */
public final class CniFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final CniErrorCode code;
  private final String details;

  /** A failure that is explained by its message alone. */
  public CniFailure(CniErrorCode code, String message) {
    this(code, message, "", null);
  }

  /**
   * @param code the code in the error JSON
   * @param message what failed and what to do, for a person
   * @param details more of it, may be empty
   * @param cause what it follows from
   */
  public CniFailure(CniErrorCode code, String message, String details, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
    this.details = details;
  }

  /** The code in the error JSON. */
  public CniErrorCode code() {
    return code;
  }

  /** The {@code details} of the error JSON; may be empty. */
  public String details() {
    return details;
  }

  /** The message, which is never absent here. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
