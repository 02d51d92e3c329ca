package io.flatnet.controllers.endpoint;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Selectors of Services as text, as {@code kubectl -l} takes it: {@code name=value} joined by
 * commas, in the order of the names. Neither names nor values of labels have commas or equal signs.
 */
public final class Selectors {
  private Selectors() {}

  /** The text of a selector. */
  public static String format(Map<String, String> selector) {
    return new TreeMap<>(selector)
        .entrySet().stream()
            .map(label -> label.getKey() + "=" + label.getValue())
            .collect(Collectors.joining(","));
  }

  /** The selector of a text; empty when the text is none. White space around parts is ignored. */
  public static Optional<Map<String, String>> parse(String text) {
    Map<String, String> selector = new TreeMap<>();
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? "" : part.substring(0, equals).strip();
      String value = part.substring(equals + 1).strip();
      if (name.isEmpty() || value.contains("=")) {
        return Optional.empty();
      }
      if (selector.put(name, value) != null) {
        return Optional.empty();
      }
    }
    return Optional.of(selector);
  }

  /** Whether labels have all that a selector names; an empty selector selects nothing. */
  public static boolean matches(Map<String, String> selector, Map<String, String> labels) {
    return !selector.isEmpty()
        && selector.entrySet().stream()
            .allMatch(label -> label.getValue().equals(labels.get(label.getKey())));
  }
}
