package io.flatnet.lab;

import java.time.Duration;
import java.util.Locale;

/** Says which step of a run failed; the cause says why. */
final class StepFailedException extends Exception {
  private static final long serialVersionUID = 1L;

  StepFailedException(String step, Duration after, Exception cause) {
    super(
        String.format(
            Locale.ROOT,
            "step \"%s\" failed after %.2f s: %s",
            step,
            after.toNanos() / 1e9,
            cause.getMessage() == null ? cause.toString() : cause.getMessage()),
        cause);
  }
}
