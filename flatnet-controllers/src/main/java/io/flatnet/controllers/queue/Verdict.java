package io.flatnet.controllers.queue;

import io.flatnet.controllers.store.Outcome;
import java.time.Duration;

/** How the work on one key ended. */
public sealed interface Verdict {
  /** There is nothing more to do until the key is added again. */
  record Done() implements Verdict {}

  /**
   * To be looked at again, however well it went.
   *
   * @param delay when
   */
  record After(Duration delay) implements Verdict {}

  /**
   * It failed; to be tried again with growing delays.
   *
   * @param reason one line for the log
   */
  record Retry(String reason) implements Verdict {}

  /**
   * A person must allow it first; to be tried again, slowly. The queue logs each reason once.
   *
   * @param reason one line for the log
   */
  record Refused(String reason) implements Verdict {}

  /** {@link Done}. */
  static Verdict done() {
    return new Done();
  }

  /** {@link After}. */
  static Verdict after(Duration delay) {
    return new After(delay);
  }

  /** {@link Retry}. */
  static Verdict retry(String reason) {
    return new Retry(reason);
  }

  /** What a request that failed comes to: {@link Refused} when it is forbidden, else a retry. */
  static Verdict failed(Outcome.Failure<?> failure) {
    return failure instanceof Outcome.Forbidden<?>(String verb, String resource, String _)
        ? new Refused(
            "not allowed to "
                + verb
                + " "
                + resource
                + "; allow verb \""
                + verb
                + "\" on \""
                + resource
                + "\" to this service account")
        : new Retry(failure.message());
  }
}
