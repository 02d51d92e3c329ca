package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The schema of a CustomResourceDefinition, in the structural form that Kubernetes demands.
 *
 * <p>Keywords that restrict values and that are not understood here are refused when the definition
 * is made, rather than skipped when an object is checked.
 *
 * @param type the JSON type; empty for {@code x-kubernetes-int-or-string} and for anything
 * @param nullable whether null is a value
 * @param properties the known fields of an object
 * @param additional what other fields must look like; null if there are none
 * @param items what the elements of an array look like; null if anything goes
 * @param required the fields that must be there
 * @param preservesUnknownFields whether unknown fields are kept
 * @param intOrString whether it is an integer or a string
 * @param defaultValue what a missing value becomes; null if it stays missing
 * @param limits the bounds on values
 */
record StructuralSchema(
    String type,
    boolean nullable,
    Map<String, StructuralSchema> properties,
    @Nullable StructuralSchema additional,
    @Nullable StructuralSchema items,
    List<String> required,
    boolean preservesUnknownFields,
    boolean intOrString,
    @Nullable JsonNode defaultValue,
    ValueLimits limits) {

  private static final Set<String> UNDERSTOOD =
      Set.of(
          "type",
          "nullable",
          "properties",
          "additionalProperties",
          "items",
          "required",
          "default",
          "x-kubernetes-preserve-unknown-fields",
          "x-kubernetes-int-or-string",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "x-kubernetes-map-type",
          "description",
          "title",
          "example",
          "externalDocs");

  /**
   * Reads a schema.
   *
   * @param schema the {@code openAPIV3Schema}
   * @param path where it is, for messages
   * @throws ApiFailure 501 if it has keywords that are not understood
   */
  static StructuralSchema parse(JsonNode schema, String path) {
    schema
        .fieldNames()
        .forEachRemaining(
            keyword -> {
              if (!UNDERSTOOD.contains(keyword) && !ValueLimits.UNDERSTOOD.contains(keyword)) {
                throw ApiFailure.notSupported(
                    "the keyword \"%s\" at \"%s\" of a CustomResourceDefinition's schema"
                        .formatted(keyword, path));
              }
            });
    Map<String, StructuralSchema> properties = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      properties.put(property.getKey(), parse(property.getValue(), path + "." + property.getKey()));
    }
    List<String> required = new ArrayList<>();
    schema.path("required").forEach(field -> required.add(field.asText()));
    return new StructuralSchema(
        schema.path("type").asText(""),
        schema.path("nullable").asBoolean(),
        properties,
        child(schema, "additionalProperties", path),
        child(schema, "items", path),
        required,
        schema.path("x-kubernetes-preserve-unknown-fields").asBoolean(),
        schema.path("x-kubernetes-int-or-string").asBoolean(),
        schema.get("default"),
        ValueLimits.parse(schema, path));
  }

  private static @Nullable StructuralSchema child(JsonNode schema, String keyword, String path) {
    JsonNode child = schema.path(keyword);
    if (child.isObject()) {
      return parse(child, path + "[]");
    }
    // "additionalProperties: true" is an object of anything.
    return child.asBoolean() ? parse(preserving(), path + "[]") : null;
  }

  private static ObjectNode preserving() {
    return Json.object().put("x-kubernetes-preserve-unknown-fields", true);
  }
}
