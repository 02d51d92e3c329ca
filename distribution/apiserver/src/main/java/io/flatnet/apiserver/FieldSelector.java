package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which field values an object must have: {@code a=b}, {@code a==b} and {@code a!=b}, by commas.
 *
 * @param terms all of them must hold
 */
record FieldSelector(List<Term> terms) {
  private static final String NAME = "metadata.name";
  private static final String NAMESPACE = "metadata.namespace";

  FieldSelector {
    terms = List.copyOf(terms);
  }

  /**
   * A condition on one field.
   *
   * @param field its path, such as {@code spec.nodeName}
   * @param value the text it has, or has not
   * @param equal which of the two
   */
  record Term(String field, String value, boolean equal) {
    boolean matches(JsonNode object) {
      return object.at("/" + field.replace('.', '/')).asText("").equals(value) == equal;
    }
  }

  /**
   * Reads a selector for objects of a kind.
   *
   * @throws ApiFailure 400 if it is malformed or names a field that the kind cannot be selected by
   */
  static FieldSelector parse(String text, ResourceType type) {
    List<Term> terms = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      if (!part.isEmpty()) {
        terms.add(term(part, type));
      }
    }
    return new FieldSelector(terms);
  }

  boolean matches(JsonNode object) {
    for (Term term : terms) {
      if (!term.matches(object)) {
        return false;
      }
    }
    return true;
  }

  /** The one name that matches, if the selector asks for one. */
  Optional<String> name() {
    return terms.stream()
        .filter(term -> term.equal() && term.field().equals(NAME))
        .map(Term::value)
        .findFirst();
  }

  private static Term term(String part, ResourceType type) {
    boolean unequal = part.contains("!=");
    String operator = unequal ? "!=" : part.contains("==") ? "==" : "=";
    int at = part.indexOf(operator);
    if (at < 0) {
      throw ApiFailure.badRequest(
          "invalid selector: '%s'; can't understand '%s'".formatted(part, part));
    }
    String field = part.substring(0, at).strip();
    if (!field.equals(NAME) && !field.equals(NAMESPACE) && !type.fieldSelectors().contains(field)) {
      throw ApiFailure.badRequest("field label not supported: " + field);
    }
    return new Term(field, part.substring(at + operator.length()).strip(), !unequal);
  }
}
