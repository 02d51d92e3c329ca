package io.flatnet.webhook.server;

import io.flatnet.webhook.Verdict;
import io.flatnet.webhook.review.ReviewAnswer;
import io.flatnet.webhook.review.Reviewer;
import io.flatnet.webhook.server.WebhookObserver.Outcome;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/** {@code POST /validate}. */
final class Validate {
  private static final String JSON = "application/json";

  private final Bodies bodies;
  private final Judging judging;
  private final ServerLimits limits;
  private final WebhookObserver observer;

  Validate(Bodies bodies, Judging judging, ServerLimits limits, WebhookObserver observer) {
    this.bodies = bodies;
    this.judging = judging;
    this.limits = limits;
    this.observer = observer;
  }

  /** Answers a request; blocks until there is an answer, which another thread may have given. */
  void answer(Request request, Answer answer) {
    Asked asked = new Asked(answer, new Deadline(limits.request()));
    observer.begun();
    try {
      requireHead(request);
      boolean _ = asked.end(review(request, asked));
    } catch (RefusedException e) {
      boolean _ = asked.end(e.outcome(), e.reply());
    } catch (RuntimeException | Error e) {
      asked.fail(e);
      throw e;
    }
  }

  /** A request that is at work. */
  private final class Asked {
    private final Answer answer;
    private final Deadline deadline;

    Asked(Answer answer, Deadline deadline) {
      this.answer = answer;
      this.deadline = deadline;
    }

    /** False when there was an answer before. */
    boolean end(ReviewAnswer review) {
      Reply reply = new Reply(review.status(), review.contentType(), review.body(), Map.of());
      return end(outcome(review), reply);
    }

    boolean end(Outcome outcome, Reply reply) {
      boolean isFirst = answer.take();
      if (isFirst) {
        observer.ended(outcome, deadline.elapsedNanos());
        answer.send(reply);
      }
      return isFirst;
    }

    void fail(Throwable cause) {
      if (answer.take()) {
        observer.ended(Outcome.FAILED, deadline.elapsedNanos());
        answer.fail(cause);
      }
    }
  }

  private ReviewAnswer review(Request request, Asked asked) throws RefusedException {
    try (Bodies.Body body = bodies.new Body()) {
      byte[] bytes = body.read(request, asked.deadline);
      try (Judging.Place place = judging.enter(asked.deadline)) {
        return Reviewer.review(
            bytes,
            (question, answer) ->
                place.judge(question, verdict -> asked.end(answer.apply(verdict))));
      }
    }
  }

  private static void requireHead(Request request) throws RefusedException {
    if (!HttpMethod.POST.is(request.getMethod())) {
      throw new RefusedException(
          Outcome.UNREADABLE,
          Reply.line(HttpStatus.METHOD_NOT_ALLOWED_405, "cannot use this method; use POST")
              .with("Allow", "POST"));
    }
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    if (!isJson(type)) {
      throw unsupported("Content-Type must be " + JSON, type);
    }
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      throw unsupported("there must be no Content-Encoding", encoding);
    }
  }

  private static boolean isJson(@Nullable String type) {
    if (type == null) {
      return false;
    }
    int parameters = type.indexOf(';');
    String essence = parameters < 0 ? type : type.substring(0, parameters);
    return essence.strip().toLowerCase(Locale.ROOT).equals(JSON);
  }

  private static RefusedException unsupported(String constraint, @Nullable String got) {
    return new RefusedException(
        Outcome.UNREADABLE,
        Reply.line(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
            "cannot read the request: "
                + constraint
                + ", got "
                + (got == null ? "none" : "\"" + got + "\"")
                + "; send the review as the API server does"));
  }

  private static Outcome outcome(ReviewAnswer answer) {
    if (answer.verdict().isEmpty()) {
      return answer.status() == HttpStatus.BAD_REQUEST_400 ? Outcome.UNREADABLE : Outcome.FAILED;
    }
    return switch (answer.verdict().get()) {
      case Verdict.Allowed allowed -> Outcome.ALLOWED;
      case Verdict.Denied denied -> Outcome.DENIED;
      case Verdict.Undecided undecided -> Outcome.UNDECIDED;
    };
  }
}
