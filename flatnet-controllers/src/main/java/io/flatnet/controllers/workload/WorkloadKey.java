package io.flatnet.controllers.workload;

import io.flatnet.controllers.store.ObjectKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A workload by kind and name, as the keys of {@code status.reservedIP} name it.
 *
 * @param kind the kind, such as {@code Deployment}
 * @param object its namespace and name
 */
record WorkloadKey(String kind, ObjectKey object) {
  /** Kind, namespace and name as the API server allows them (RFC 1123 names). */
  private static final Pattern TEXT =
      Pattern.compile(
          "([A-Za-z]+)/([a-z0-9]([-a-z0-9]*[a-z0-9])?)/([a-z0-9]([-.a-z0-9]*[a-z0-9])?)");

  private static final int NAMESPACE = 2;
  private static final int NAME = 4;

  /** Reads {@code <Kind>/<namespace>/<name>}; empty when it is something else. */
  static Optional<WorkloadKey> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    return parts.matches()
        ? Optional.of(
            new WorkloadKey(
                parts.group(1), new ObjectKey(parts.group(NAMESPACE), parts.group(NAME))))
        : Optional.empty();
  }

  /** {@code <Kind>/<namespace>/<name>}. */
  @Override
  public String toString() {
    return kind + "/" + object;
  }
}
