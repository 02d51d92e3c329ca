package io.flatnet.webhook.server;

/**
 * Is told of every request to {@code /validate}, to count it. Called in the request's thread, so it
 * must be quick and not throw; from many threads at once. Each {@link #begun} is followed by one
 * {@link #ended}, so the difference of both counts is what is in flight.
 */
public interface WebhookObserver {
  /** How a request ended. */
  enum Outcome {
    /** A review that allows. */
    ALLOWED,
    /** A review that denies for what is in the object. */
    DENIED,
    /** A review that denies and asks to try again. */
    UNDECIDED,
    /** Not a review: the method, the media type or the body is wrong. */
    UNREADABLE,
    /** Refused: the body is too large. */
    TOO_LARGE,
    /** Refused: too many at one time. */
    BUSY,
    /** Refused: the body did not come in time, or its sender left. */
    NOT_SENT,
    /** The judge threw. */
    FAILED
  }

  /** Counts nothing. */
  WebhookObserver NONE =
      new WebhookObserver() {
        @Override
        public void begun() {}

        @Override
        public void ended(Outcome outcome, long nanos) {}
      };

  /** A request's head is there. */
  void begun();

  /**
   * The request has its answer, which is about to be sent.
   *
   * @param outcome how it ended
   * @param nanos the time since {@link #begun}
   */
  void ended(Outcome outcome, long nanos);
}
