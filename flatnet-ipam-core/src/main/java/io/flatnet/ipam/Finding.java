package io.flatnet.ipam;

import java.util.Objects;

/**
 * Something in a subnet that its author has to see to.
 *
 * <p>Two findings are equal when they say the same of the same value: that is how an update is told
 * from one that only leaves an old fault where it was.
 *
 * @param field the path of the field, as in {@code spec.ranges[0].from}
 * @param value what stands there; empty when the field is absent
 * @param constraint what should hold, as in {@code "must lie inside 10.0.0.0/24"}
 * @param nextStep what to do about it
 */
public record Finding(String field, String value, String constraint, String nextStep) {
  public Finding {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(constraint, "constraint");
    Objects.requireNonNull(nextStep, "nextStep");
  }

  /**
   * One sentence for people: {@code FIELD CONSTRAINT, got "VALUE"; NEXT STEP}. Of a long value it
   * shows the start.
   */
  @Override
  public String toString() {
    return field + " " + constraint + ", got \"" + Shown.start(value) + "\"; " + nextStep;
  }
}
