package io.flatnet.webhook.review;

import io.flatnet.webhook.Verdict;
import java.util.Optional;

/**
 * What is answered to an admission review.
 *
 * @param status the HTTP status: 200 with a review, 400 or 500 with a sentence
 * @param contentType the media type of the body
 * @param body the text, to be sent as UTF-8
 * @param verdict what the review says; empty if the body is none
 */
public record ReviewAnswer(int status, String contentType, String body, Optional<Verdict> verdict) {
  private static final int OK = 200;

  /** The answer that carries a verdict. */
  static ReviewAnswer review(String uid, Verdict verdict) {
    return new ReviewAnswer(
        OK, "application/json", ReviewWriter.write(uid, verdict), Optional.of(verdict));
  }

  /** The answer without a review. */
  static ReviewAnswer sentence(int status, String sentence) {
    return new ReviewAnswer(status, "text/plain;charset=utf-8", sentence + "\n", Optional.empty());
  }
}
