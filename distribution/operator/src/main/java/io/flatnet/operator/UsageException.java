package io.flatnet.operator;

import org.jspecify.annotations.Nullable;

/** Something that the person who started the process has to see to; the message is one line. */
public final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  /** Says what is wrong and what to do, in one line. */
  public UsageException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
