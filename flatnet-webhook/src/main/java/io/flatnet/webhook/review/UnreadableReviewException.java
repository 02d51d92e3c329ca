package io.flatnet.webhook.review;

/** A body is no admission review that can be judged. */
final class UnreadableReviewException extends Exception {
  /** The next step of who sent something else than an API server would. */
  static final String RESEND = "send the review as the API server does";

  private static final long serialVersionUID = 1L;

  private final String sentence;

  /** With the whole sentence for the sender. */
  UnreadableReviewException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  UnreadableReviewException(String constraintAndGot, String nextStep) {
    this("cannot read the admission review: " + constraintAndGot + "; " + nextStep);
  }

  /** What the sender is told. */
  String sentence() {
    return sentence;
  }
}
