package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The rules for {@code metadata} that hold for every kind. Source: {@code
 * k8s.io/apimachinery/pkg/api/validation/objectmeta.go} and {@code pkg/util/validation}.
 */
final class MetadataCheck {
  /** What is said of metadata that {@link #hasTypes} does not hold for. */
  static final String WRONG_TYPES =
      "cannot read the metadata of the object: names and versions must be strings, labels and"
          + " annotations maps of strings, finalizers a list of strings, and ownerReferences a"
          + " list of objects";

  private static final Pattern SUBDOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final int SUBDOMAIN_LENGTH = 253;
  private static final int LABEL_LENGTH = 63;
  private static final int ANNOTATIONS_BYTES = 256 * 1024;

  private final ResourceType type;
  private final List<ApiFailure.Cause> causes = new ArrayList<>();

  private MetadataCheck(ResourceType type) {
    this.type = type;
  }

  /** Whether the fields of some metadata have the types that they must have to be decoded. */
  static boolean hasTypes(JsonNode metadata) {
    boolean valid =
        metadata.isObject()
            && isMapOfText(metadata.path("labels"))
            && isMapOfText(metadata.path("annotations"))
            && isListOf(JsonNode::isTextual, metadata.path("finalizers"))
            && isListOf(JsonNode::isObject, metadata.path("ownerReferences"));
    for (String field : List.of("name", "namespace", "generateName", "resourceVersion", "uid")) {
      valid &= isAbsent(metadata.path(field)) || metadata.path(field).isTextual();
    }
    return valid;
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static boolean isMapOfText(JsonNode map) {
    return isAbsent(map) || (map.isObject() && map.valueStream().allMatch(JsonNode::isTextual));
  }

  private static boolean isListOf(Predicate<JsonNode> element, JsonNode list) {
    return isAbsent(list) || (list.isArray() && list.valueStream().allMatch(element));
  }

  /** What is wrong with the metadata of an object; empty if nothing is. */
  static List<ApiFailure.Cause> validate(ResourceType type, ObjectNode object) {
    MetadataCheck check = new MetadataCheck(type);
    Metadata metadata = Metadata.of(object);
    check.checkName(metadata.name());
    check.checkLabels(metadata.labels());
    check.checkAnnotations(metadata.fields().path("annotations"));
    check.checkFinalizers(metadata.fields().path("finalizers"));
    check.checkOwners(metadata.fields().path("ownerReferences"));
    return check.causes;
  }

  private void checkName(String name) {
    boolean valid =
        switch (type.plural()) {
          case "namespaces", "services" ->
              LABEL.matcher(name).matches() && name.length() <= LABEL_LENGTH;
          case "roles", "rolebindings", "clusterroles", "clusterrolebindings" ->
              !name.equals(".") && !name.equals("..") && !name.contains("/") && !name.contains("%");
          default -> SUBDOMAIN.matcher(name).matches() && name.length() <= SUBDOMAIN_LENGTH;
        };
    if (!valid) {
      invalid("metadata.name", name, "must be a lowercase RFC 1123 subdomain or label");
    }
  }

  private void checkLabels(JsonNode labels) {
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      checkKey("metadata.labels", label.getKey());
      String value = label.getValue().asText();
      if (!value.isEmpty()
          && (value.length() > LABEL_LENGTH || !QUALIFIED.matcher(value).matches())) {
        invalid(
            "metadata.labels",
            value,
            "a valid label must be an empty string or consist of at most 63 alphanumeric"
                + " characters, '-', '_' or '.', and must start and end with an alphanumeric"
                + " character");
      }
    }
  }

  private void checkAnnotations(JsonNode annotations) {
    long size = 0;
    for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
      checkKey("metadata.annotations", annotation.getKey());
      size += annotation.getKey().length() + annotation.getValue().asText().length();
    }
    if (size > ANNOTATIONS_BYTES) {
      causes.add(
          new ApiFailure.Cause(
              "FieldValueTooLong",
              "Too long: may not be more than " + ANNOTATIONS_BYTES + " bytes",
              "metadata.annotations"));
    }
  }

  private void checkFinalizers(JsonNode finalizers) {
    for (JsonNode finalizer : finalizers) {
      checkKey("metadata.finalizers", finalizer.asText());
    }
  }

  private void checkOwners(JsonNode owners) {
    int controllers = 0;
    for (JsonNode owner : owners) {
      for (String field : List.of("apiVersion", "kind", "name", "uid")) {
        if (owner.path(field).asText("").isEmpty()) {
          invalid("metadata.ownerReferences." + field, "", "must not be empty");
        }
      }
      controllers += owner.path("controller").asBoolean() ? 1 : 0;
    }
    if (controllers > 1) {
      invalid(
          "metadata.ownerReferences", "...", "Only one reference can have Controller set to true");
    }
  }

  private void checkKey(String field, String key) {
    int slash = key.lastIndexOf('/');
    String prefix = slash < 0 ? "" : key.substring(0, slash);
    String name = key.substring(slash + 1);
    boolean valid =
        (slash < 0 || (SUBDOMAIN.matcher(prefix).matches() && prefix.length() <= SUBDOMAIN_LENGTH))
            && name.length() <= LABEL_LENGTH
            && QUALIFIED.matcher(name).matches();
    if (!valid) {
      invalid(field, key, "must be a qualified name, such as 'MyName' or 'example.com/MyName'");
    }
  }

  private void invalid(String field, String value, String constraint) {
    causes.add(
        new ApiFailure.Cause(
            "FieldValueInvalid", "Invalid value: \"%s\": %s".formatted(value, constraint), field));
  }

  /** The finding that an object being deleted got a finalizer that it did not have. */
  static Optional<ApiFailure.Cause> newFinalizers(Metadata before, Metadata after) {
    List<String> added = new ArrayList<>(after.finalizers());
    added.removeAll(before.finalizers());
    if (!before.isDeleting() || added.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new ApiFailure.Cause(
            "FieldValueForbidden",
            "Forbidden: no new finalizers can be added if the object is being deleted, found new"
                + " finalizers "
                + added,
            "metadata.finalizers"));
  }
}
