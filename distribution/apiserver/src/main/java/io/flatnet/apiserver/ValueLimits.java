package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The bounds that a schema sets on a value.
 *
 * @param schema the schema; only the keywords in {@link #UNDERSTOOD} are read
 * @param pattern the compiled {@code pattern}; matches everything if there is none
 */
record ValueLimits(JsonNode schema, Pattern pattern) {
  /** The keywords that are checked. */
  static final Set<String> UNDERSTOOD =
      Set.of(
          "enum",
          "pattern",
          "format",
          "minimum",
          "maximum",
          "exclusiveMinimum",
          "exclusiveMaximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "minProperties",
          "maxProperties");

  private static final Set<String> FORMATS =
      Set.of("int32", "int64", "float", "double", "password", "date-time");

  /**
   * Reads the bounds of a schema.
   *
   * @throws ApiFailure 501 if it names a format that is not checked here
   */
  static ValueLimits parse(JsonNode schema, String path) {
    String format = schema.path("format").asText("");
    if (!format.isEmpty() && !FORMATS.contains(format)) {
      throw ApiFailure.notSupported(
          "the format \"%s\" at \"%s\" of a CustomResourceDefinition's schema"
              .formatted(format, path));
    }
    return new ValueLimits(schema, Pattern.compile(schema.path("pattern").asText("")));
  }

  /** Adds what is wrong with a value of the right type. */
  void check(JsonNode value, String path, List<ApiFailure.Cause> causes) {
    checkEnum(value, path).ifPresent(causes::add);
    List<String> findings = new ArrayList<>();
    if (value.isTextual()) {
      checkText(value.textValue(), findings);
    } else if (value.isNumber()) {
      checkNumber(value.decimalValue(), findings);
    } else if (value.isArray()) {
      checkSize("minItems", size -> value.size() < size, "have at least %d items", findings);
      checkSize("maxItems", size -> value.size() > size, "have at most %d items", findings);
    } else if (value.isObject()) {
      checkSize(
          "minProperties", size -> value.size() < size, "have at least %d properties", findings);
      checkSize(
          "maxProperties", size -> value.size() > size, "have at most %d properties", findings);
    }
    for (String finding : findings) {
      causes.add(
          new ApiFailure.Cause(
              "FieldValueInvalid",
              "Invalid value: %s: %s in body should %s".formatted(value, path, finding),
              path));
    }
  }

  private Optional<ApiFailure.Cause> checkEnum(JsonNode value, String path) {
    List<JsonNode> allowed = new ArrayList<>();
    schema.path("enum").forEach(allowed::add);
    if (allowed.isEmpty() || allowed.contains(value)) {
      return Optional.empty();
    }
    String supported = allowed.stream().map(JsonNode::toString).collect(Collectors.joining(", "));
    return Optional.of(
        new ApiFailure.Cause(
            "FieldValueNotSupported",
            "Unsupported value: %s: supported values: %s".formatted(value, supported),
            path));
  }

  private void checkText(String text, List<String> findings) {
    int length = text.codePointCount(0, text.length());
    checkSize("minLength", size -> length < size, "be at least %d chars long", findings);
    checkSize("maxLength", size -> length > size, "be at most %d chars long", findings);
    if (!pattern.matcher(text).find()) {
      findings.add("match '" + pattern.pattern() + "'");
    }
    if (schema.path("format").asText("").equals("date-time") && !isDateTime(text)) {
      findings.add("be of type date-time");
    }
  }

  private void checkNumber(BigDecimal number, List<String> findings) {
    if (schema.has("minimum")) {
      boolean exclusive = schema.path("exclusiveMinimum").asBoolean();
      BigDecimal minimum = schema.path("minimum").decimalValue();
      int order = number.compareTo(minimum);
      if (order < 0 || (exclusive && order == 0)) {
        findings.add("be greater than " + (exclusive ? "" : "or equal to ") + minimum);
      }
    }
    if (schema.has("maximum")) {
      boolean exclusive = schema.path("exclusiveMaximum").asBoolean();
      BigDecimal maximum = schema.path("maximum").decimalValue();
      int order = number.compareTo(maximum);
      if (order > 0 || (exclusive && order == 0)) {
        findings.add("be less than " + (exclusive ? "" : "or equal to ") + maximum);
      }
    }
  }

  private void checkSize(
      String keyword, IntPredicate violated, String text, List<String> findings) {
    if (schema.has(keyword) && violated.test(schema.path(keyword).asInt())) {
      findings.add(text.formatted(schema.path(keyword).asInt()));
    }
  }

  private static boolean isDateTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
