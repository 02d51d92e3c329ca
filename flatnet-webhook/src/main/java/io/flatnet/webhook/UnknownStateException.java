package io.flatnet.webhook;

/** The state of the cluster that a judgement needs cannot be told now; it may be a moment later. */
public final class UnknownStateException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An exception that says what is not known.
   *
   * @param what what cannot be told and why, a sentence without its end, for the user who is told
   *     to try again, as in {@code cannot read subnet "net": the API server does not answer}
   */
  public UnknownStateException(String what) {
    super(what);
  }

  /**
   * The same with its cause, which is for the log and not for the user.
   *
   * @param what see {@link #UnknownStateException(String)}
   */
  public UnknownStateException(String what, Throwable cause) {
    super(what, cause);
  }
}
