package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a schema does to an object: prunes unknown fields, fills defaults, finds wrong values. */
final class SchemaCheck {
  private static final Set<String> ROOT_FIELDS = Set.of("apiVersion", "kind", "metadata");

  private final StructuralSchema root;

  SchemaCheck(StructuralSchema root) {
    this.root = root;
  }

  /**
   * Takes unknown fields out of an object.
   *
   * @return the paths of what was taken out
   */
  List<String> prune(ObjectNode object) {
    List<String> pruned = new ArrayList<>();
    if (!root.preservesUnknownFields()) {
      prune(object, root, "", true, pruned);
    } else {
      pruneFields(object, root, "", true, pruned);
    }
    return pruned;
  }

  /** Takes out nulls that are no values, and sets missing fields that have a default. */
  void fillDefaults(ObjectNode object) {
    fillDefaults(object, root);
  }

  /** What is wrong with an object; empty if nothing is. */
  List<ApiFailure.Cause> validate(ObjectNode object) {
    List<ApiFailure.Cause> causes = new ArrayList<>();
    validate(object, root, "", causes);
    return causes;
  }

  private static void prune(
      JsonNode node, StructuralSchema schema, String path, boolean isRoot, List<String> pruned) {
    if (node instanceof ObjectNode object) {
      Iterator<String> names = object.fieldNames();
      while (names.hasNext()) {
        String name = names.next();
        boolean known =
            schema.properties().containsKey(name)
                || schema.additional() != null
                || schema.preservesUnknownFields()
                || (isRoot && ROOT_FIELDS.contains(name));
        if (!known) {
          names.remove();
          pruned.add(join(path, name));
        }
      }
      pruneFields(object, schema, path, isRoot, pruned);
    } else if (node.isArray() && schema.items() != null) {
      for (int i = 0; i < node.size(); i++) {
        prune(node.path(i), schema.items(), path + "[" + i + "]", false, pruned);
      }
    }
  }

  private static void pruneFields(
      ObjectNode object,
      StructuralSchema schema,
      String path,
      boolean isRoot,
      List<String> pruned) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (isRoot && ROOT_FIELDS.contains(field.getKey())) {
        continue;
      }
      StructuralSchema child = field(schema, field.getKey());
      if (child != null) {
        prune(field.getValue(), child, join(path, field.getKey()), false, pruned);
      }
    }
  }

  private static void fillDefaults(JsonNode node, StructuralSchema schema) {
    if (node instanceof ObjectNode object) {
      dropNulls(object, schema);
      for (Map.Entry<String, StructuralSchema> property : schema.properties().entrySet()) {
        JsonNode value = property.getValue().defaultValue();
        if (value != null && !object.has(property.getKey())) {
          object.set(property.getKey(), value.deepCopy());
        }
      }
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        StructuralSchema child = field(schema, field.getKey());
        if (child != null) {
          fillDefaults(field.getValue(), child);
        }
      }
    } else if (node.isArray() && schema.items() != null) {
      for (JsonNode element : node) {
        fillDefaults(element, schema.items());
      }
    }
  }

  /** A null that is no value of its field means that the field is not there. */
  private static void dropNulls(ObjectNode object, StructuralSchema schema) {
    object
        .properties()
        .removeIf(
            entry -> {
              StructuralSchema child = field(schema, entry.getKey());
              return entry.getValue().isNull() && child != null && !child.nullable();
            });
  }

  /** The schema of a field; null if anything goes. */
  private static @Nullable StructuralSchema field(StructuralSchema schema, String name) {
    StructuralSchema known = schema.properties().get(name);
    return known == null ? schema.additional() : known;
  }

  private static void validate(
      JsonNode node, StructuralSchema schema, String path, List<ApiFailure.Cause> causes) {
    if (node.isNull() && schema.nullable()) {
      return;
    }
    if (!hasType(node, schema)) {
      causes.add(wrongType(node, schema, path));
      return;
    }
    schema.limits().check(node, path, causes);
    if (node.isObject()) {
      validateFields(node, schema, path, causes);
    } else if (node.isArray() && schema.items() != null) {
      for (int i = 0; i < node.size(); i++) {
        validate(node.path(i), schema.items(), path + "[" + i + "]", causes);
      }
    }
  }

  private static void validateFields(
      JsonNode object, StructuralSchema schema, String path, List<ApiFailure.Cause> causes) {
    for (String name : schema.required()) {
      if (!object.has(name)) {
        causes.add(new ApiFailure.Cause("FieldValueRequired", "Required value", join(path, name)));
      }
    }
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      if (path.isEmpty() && field.getKey().equals("metadata")) {
        continue; // checked by its own rules
      }
      StructuralSchema child = field(schema, field.getKey());
      if (child != null) {
        validate(field.getValue(), child, join(path, field.getKey()), causes);
      }
    }
  }

  private static boolean hasType(JsonNode node, StructuralSchema schema) {
    if (schema.intOrString()) {
      return node.isTextual() || isInteger(node);
    }
    return switch (schema.type()) {
      case "object" -> node.isObject();
      case "array" -> node.isArray();
      case "string" -> node.isTextual();
      case "boolean" -> node.isBoolean();
      case "integer" -> isInteger(node);
      case "number" -> node.isNumber();
      default -> true;
    };
  }

  private static boolean isInteger(JsonNode node) {
    return node.isNumber()
        && (node.isIntegralNumber() || node.decimalValue().stripTrailingZeros().scale() <= 0);
  }

  private static ApiFailure.Cause wrongType(JsonNode node, StructuralSchema schema, String path) {
    String wanted = schema.intOrString() ? "integer or string" : schema.type();
    String got = typeName(node);
    return new ApiFailure.Cause(
        "FieldValueTypeInvalid",
        "Invalid value: \"%s\": %s in body must be of type %s: \"%s\""
            .formatted(got, path, wanted, got),
        path);
  }

  private static String typeName(JsonNode node) {
    if (isInteger(node)) {
      return "integer";
    }
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
