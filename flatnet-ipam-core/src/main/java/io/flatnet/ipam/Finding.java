package io.flatnet.ipam;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Something in a subnet or a wish that its author has to see to. Webhook, command line and
 * embedders print the same text of it.
 *
 * <p>Two findings are equal when they say the same of the same value; {@link #added} tells by that
 * what an update adds.
 *
 * @param field the path of the field, as in {@code spec.ranges[0].from}
 * @param value what stands there, whole; empty when the field is absent
 * @param constraint what should hold, as in {@code "must lie inside 10.0.0.0/24"}
 * @param nextStep what to do about it
 */
public record Finding(String field, String value, String constraint, String nextStep) {
  private static final Pattern POSITION = Pattern.compile("\\[[0-9]+]");
  private static final Comparator<Finding> BY_TEXT =
      Comparator.comparing(Finding::field)
          .thenComparing(Finding::constraint)
          .thenComparing(Finding::value)
          .thenComparing(Finding::nextStep);

  /**
   * @throws NullPointerException if a member is null; it names the member
   */
  public Finding {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(constraint, "constraint");
    Objects.requireNonNull(nextStep, "nextStep");
  }

  /**
   * What an object has that it did not have before its update, in the order of {@code now}. A
   * finding counts as old when the same was said before of the same value at any position of the
   * same list, so that an element can be taken out of a list whose other elements are wrong; what
   * was said once and is now said twice is new once.
   *
   * <p>O(n log n) in the number of findings, whatever their texts are.
   */
  public static List<Finding> added(Collection<Finding> before, Collection<Finding> now) {
    Map<Finding, Integer> left = new TreeMap<>(BY_TEXT);
    for (Finding finding : before) {
      left.merge(finding.anywhere(), 1, Integer::sum);
    }
    List<Finding> added = new ArrayList<>();
    for (Finding finding : now) {
      if (left.merge(finding.anywhere(), -1, Integer::sum) < 0) {
        added.add(finding);
      }
    }
    return added;
  }

  /** This finding without positions in lists. */
  private Finding anywhere() {
    return field.indexOf('[') < 0
        ? this
        : new Finding(POSITION.matcher(field).replaceAll("[]"), value, constraint, nextStep);
  }

  /**
   * One sentence for people: {@code FIELD CONSTRAINT, got "VALUE"; NEXT STEP}. Of a long value it
   * shows the start, and control characters as {@code \}{@code uXXXX}, so that it stays one line.
   */
  @Override
  public String toString() {
    return field
        + " "
        + constraint
        + ", got \""
        + printable(Shown.start(value))
        + "\"; "
        + nextStep;
  }

  private static String printable(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isISOControl(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
