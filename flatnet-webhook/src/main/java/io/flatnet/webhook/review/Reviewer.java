package io.flatnet.webhook.review;

import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers admission reviews of {@code admission.k8s.io/v1} by a judge's verdicts, for whatever
 * server brings their bodies. Safe for use by many threads if the judge is.
 *
 * <p>Costs O(body) in time, and in memory about five times the body for the objects that clusters
 * have; at most 500,000 JSON values are read, which take 75 MB, and at most 100 levels.
 */
public final class Reviewer {
  private static final Logger LOG = LoggerFactory.getLogger(Reviewer.class);
  private static final int BAD_REQUEST = 400;
  private static final int FAULT = 500;

  private Reviewer() {}

  /**
   * Answers one body, which should have come with the media type {@code application/json}.
   *
   * <ul>
   *   <li>A body that is no review: 400 with a sentence that says what is wrong.
   *   <li>A verdict: 200 with a review. A denial has the code 403 and the reason {@code Forbidden};
   *       {@link Verdict.Undecided} is a denial with the code 503 and a hint to try again after a
   *       second, which the API server hands on and its clients follow.
   *   <li>A judge that throws: 500 with a sentence; the exception goes to the log. The API server
   *       then does what the configuration's {@code failurePolicy} says.
   * </ul>
   *
   * <p>Warnings are cut to 256 characters each and 4,096 in total, as the API server would, and put
   * on one line.
   *
   * @param body the bytes, of any content; not kept
   * @param judge asked at most once, in the caller's thread
   */
  public static ReviewAnswer review(byte[] body, Function<AdmissionRequest, Verdict> judge) {
    return review(body, (request, _) -> judge.apply(request));
  }

  /**
   * The same for a judge that may take longer than the client waits: it also gets what makes an
   * answer of a verdict, so that another thread can answer while it is at work.
   *
   * @param body the bytes, of any content; not kept
   * @param judge asked at most once, in the caller's thread
   */
  public static ReviewAnswer review(
      byte[] body, BiFunction<AdmissionRequest, Function<Verdict, ReviewAnswer>, Verdict> judge) {
    ReviewReader.Question question;
    try {
      question = ReviewReader.read(body);
    } catch (UnreadableReviewException e) {
      return ReviewAnswer.sentence(BAD_REQUEST, e.sentence());
    }
    try {
      Function<Verdict, ReviewAnswer> answer =
          verdict -> ReviewAnswer.review(question.uid(), verdict);
      return answer.apply(judge.apply(question.request(), answer));
    } catch (RuntimeException e) {
      LOG.error(
          "cannot judge {} \"{}/{}\"; this is a fault of the judge, please report it",
          question.request().kind(),
          question.request().namespace(),
          question.request().name(),
          e);
      return ReviewAnswer.sentence(
          FAULT, "cannot judge the request: the webhook failed; see its log");
    }
  }
}
