package io.flatnet.controllers.diagnose;

import org.jspecify.annotations.Nullable;

/** The cluster could not be asked; the message is one line that says why and what to do. */
public final class ReadFailure extends Exception {
  private static final long serialVersionUID = 1;

  ReadFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
