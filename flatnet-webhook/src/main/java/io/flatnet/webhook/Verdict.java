package io.flatnet.webhook;

import io.flatnet.ipam.Finding;
import java.util.List;

/** What admission says of an object. */
public sealed interface Verdict {
  /**
   * The object is taken.
   *
   * @param warnings what its author may not have meant, a sentence each
   */
  record Allowed(List<String> warnings) implements Verdict {
    /** Copies the warnings. */
    public Allowed {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * The object is refused.
   *
   * @param findings all that is wrong with it; at least one
   * @param message the findings as a text for people
   */
  record Denied(List<Finding> findings, String message) implements Verdict {
    /**
     * Copies the findings.
     *
     * @throws IllegalArgumentException if there is no finding
     */
    public Denied {
      findings = List.copyOf(findings);
      if (findings.isEmpty()) {
        throw new IllegalArgumentException(
            "cannot deny an object: there must be a finding, got none; allow it instead");
      }
    }
  }

  /**
   * Whether the object is right cannot be told now: it is refused, and the same request may succeed
   * a moment later. To be answered with HTTP status 503 in {@code response.status.code}.
   *
   * @param message what is not known, and that the request is to be sent again, as a text for
   *     people
   */
  record Undecided(String message) implements Verdict {}
}
