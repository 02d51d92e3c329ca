package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which labels an object must have. Source: the grammar in {@code
 * k8s.io/apimachinery/pkg/labels/selector.go}, without the numeric {@code <} and {@code >}.
 *
 * @param requirements all of them must hold
 */
record LabelSelector(List<Requirement> requirements) {
  private static final String KEY = "[A-Za-z0-9_./-]+";
  private static final String VALUE = "[A-Za-z0-9_.-]*";
  private static final Pattern SET =
      Pattern.compile("\\s*(" + KEY + ")\\s+(in|notin)\\s*\\(([^()]*)\\)\\s*");
  private static final Pattern EQUALITY =
      Pattern.compile("\\s*(" + KEY + ")\\s*(==|=|!=)\\s*(" + VALUE + ")\\s*");
  private static final Pattern EXISTENCE = Pattern.compile("\\s*(!?)\\s*(" + KEY + ")\\s*");
  private static final Pattern COMMA = Pattern.compile(",(?![^(]*\\))");

  LabelSelector {
    requirements = List.copyOf(requirements);
  }

  /** One condition on one label. */
  sealed interface Requirement {
    boolean matches(JsonNode labels);
  }

  /** The label has one of these values, or none of them. */
  private record Values(String key, Set<String> values, boolean wanted) implements Requirement {
    @Override
    public boolean matches(JsonNode labels) {
      JsonNode value = labels.path(key);
      return (value.isTextual() && values.contains(value.textValue())) == wanted;
    }
  }

  /** The label is there, or is not. */
  private record Existence(String key, boolean wanted) implements Requirement {
    @Override
    public boolean matches(JsonNode labels) {
      return labels.has(key) == wanted;
    }
  }

  /**
   * Reads a selector.
   *
   * @throws ApiFailure 400 if it is not one
   */
  static LabelSelector parse(String text) {
    List<Requirement> requirements = new ArrayList<>();
    if (!text.isBlank()) {
      for (String part : COMMA.split(text, -1)) {
        requirements.add(requirement(part, text));
      }
    }
    return new LabelSelector(requirements);
  }

  /**
   * The selector of a {@code LabelSelector} object, as {@code k8s.io/apimachinery/pkg/apis/meta/v1}
   * has it; one that is absent selects all.
   *
   * @throws ApiFailure 400 if an expression has an operator that there is not
   */
  static LabelSelector of(JsonNode object) {
    List<Requirement> requirements = new ArrayList<>();
    object
        .path("matchLabels")
        .properties()
        .forEach(
            label ->
                requirements.add(
                    new Values(label.getKey(), Set.of(label.getValue().asText()), true)));
    for (JsonNode expression : object.path("matchExpressions")) {
      String key = expression.path("key").asText();
      String operator = expression.path("operator").asText();
      Set<String> values = new HashSet<>();
      expression.path("values").forEach(value -> values.add(value.asText()));
      requirements.add(
          switch (operator) {
            case "In" -> new Values(key, values, true);
            case "NotIn" -> new Values(key, values, false);
            case "Exists" -> new Existence(key, true);
            case "DoesNotExist" -> new Existence(key, false);
            default ->
                throw ApiFailure.badRequest(
                    "\"%s\" is not a valid label selector operator".formatted(operator));
          });
    }
    return new LabelSelector(requirements);
  }

  boolean matches(JsonNode labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  private static Requirement requirement(String part, String whole) {
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      Set<String> values =
          Arrays.stream(set.group(3).split(",", -1))
              .map(String::strip)
              .collect(Collectors.toUnmodifiableSet());
      return new Values(set.group(1), values, set.group(2).equals("in"));
    }
    Matcher equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      return new Values(
          equality.group(1), Set.of(equality.group(3)), !equality.group(2).equals("!="));
    }
    Matcher existence = EXISTENCE.matcher(part);
    if (existence.matches()) {
      return new Existence(existence.group(2), existence.group(1).isEmpty());
    }
    throw ApiFailure.badRequest(
        "unable to parse requirement: \"%s\" in selector \"%s\"".formatted(part, whole));
  }
}
