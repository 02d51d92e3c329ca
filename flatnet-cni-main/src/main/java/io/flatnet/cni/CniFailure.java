package io.flatnet.cni;

import io.flatnet.api.cni.WellKnownError;
import org.jspecify.annotations.Nullable;

/** A call that ends with a CNI error result. */
public final class CniFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int code;

  /** A failure of a kind that the specification names. */
  public CniFailure(WellKnownError error, String message) {
    this(error.code(), message, null);
  }

  /** A failure of a kind that the specification names, with what it follows from. */
  public CniFailure(WellKnownError error, String message, Throwable cause) {
    this(error.code(), message, cause);
  }

  /** A failure of a kind of our own. */
  public CniFailure(PluginError error, String message) {
    this(error.code(), message, null);
  }

  /** A failure of a kind of our own, with what it follows from. */
  public CniFailure(PluginError error, String message, Throwable cause) {
    this(error.code(), message, cause);
  }

  private CniFailure(int code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  /** The code in the error JSON. */
  public int code() {
    return code;
  }

  /** What failed and what to do about it; never absent. */
  public String message() {
    return String.valueOf(getMessage());
  }
}
