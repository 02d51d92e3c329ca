package io.flatnet.controllers.migrate;

/** A backup that cannot be read or written; the message is for people and says what to do. */
public final class BackupException extends Exception {
  private static final long serialVersionUID = 1L;

  /** An exception with this message. */
  public BackupException(String message) {
    super(message);
  }

  /** An exception with this message and its cause. */
  public BackupException(String message, Throwable cause) {
    super(message, cause);
  }
}
