package io.flatnet.operator;

import org.jspecify.annotations.Nullable;

/** Something that the person who started the process has to see to; the message is one line. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
