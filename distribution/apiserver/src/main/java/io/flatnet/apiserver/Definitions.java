package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.flatnet.apiserver.ResourceType.Trait;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** CustomResourceDefinitions: what they define is served as soon as they are stored. */
final class Definitions {
  /** Holds a definition until its objects are gone. */
  static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private final TypeRegistry types;
  private final InstantSource clock;

  Definitions(TypeRegistry types, InstantSource clock) {
    this.types = types;
    this.clock = clock;
  }

  /**
   * The kind that a definition describes.
   *
   * @throws ApiFailure 501 if it needs what is not supported here, 422 if its name is wrong
   */
  static ResourceType typeOf(ObjectNode definition) {
    JsonNode spec = definition.path("spec");
    JsonNode names = spec.path("names");
    String group = spec.path("group").asText("");
    String plural = names.path("plural").asText("");
    checkName(Metadata.of(definition).name(), plural + "." + group);
    JsonNode version = servedVersion(spec);
    JsonNode subresources = version.path("subresources");
    if (subresources.has("scale")) {
      throw ApiFailure.notSupported("the scale subresource of custom resources");
    }
    Set<Trait> traits = EnumSet.of(Trait.CUSTOM, Trait.GENERATION);
    if (subresources.has("status")) {
      traits.add(Trait.STATUS);
    }
    String kind = names.path("kind").asText("");
    return new ResourceType(
        group,
        version.path("name").asText(),
        plural,
        names.path("singular").asText(kind.toLowerCase(Locale.ROOT)),
        kind,
        spec.path("scope").asText("").equals("Namespaced"),
        texts(names.path("shortNames")),
        traits,
        selectable(version.path("selectableFields")),
        StructuralSchema.parse(version.path("schema").path("openAPIV3Schema"), ""),
        columns(version.path("additionalPrinterColumns")));
  }

  /** Serves what a stored definition describes, and says so in its status. */
  void establish(ObjectNode definition) {
    ResourceType type = typeOf(definition);
    types.register(type);
    Metadata metadata = Metadata.of(definition);
    if (!metadata.isDeleting() && !metadata.finalizers().contains(CLEANUP)) {
      List<String> finalizers = metadata.finalizers();
      finalizers.add(CLEANUP);
      metadata.setFinalizers(finalizers);
    }
    ObjectNode status = definition.putObject("status");
    status.set("acceptedNames", definition.path("spec").path("names").deepCopy());
    status.putArray("storedVersions").add(type.version());
    ArrayNode conditions = status.putArray("conditions");
    condition(conditions, "NamesAccepted", "NoConflicts", "no conflicts found");
    condition(conditions, "Established", "InitialNamesAccepted", "the initial names are accepted");
  }

  private void condition(ArrayNode conditions, String type, String reason, String message) {
    conditions
        .addObject()
        .put("type", type)
        .put("status", "True")
        .put("lastTransitionTime", Metadata.timestamp(clock.instant()))
        .put("reason", reason)
        .put("message", message);
  }

  private static void checkName(String name, String expected) {
    if (!name.equals(expected)) {
      throw ApiFailure.invalid(
          BuiltInTypes.DEFINITIONS,
          name,
          List.of(
              new ApiFailure.Cause(
                  "FieldValueInvalid",
                  "Invalid value: \"%s\": must be spec.names.plural+\".\"+spec.group"
                      .formatted(name),
                  "metadata.name")));
    }
  }

  private static JsonNode servedVersion(JsonNode spec) {
    if (spec.path("conversion").path("strategy").asText("None").equals("Webhook")) {
      throw ApiFailure.notSupported("conversion webhooks");
    }
    List<JsonNode> served = new ArrayList<>();
    spec.path("versions")
        .forEach(
            version -> {
              if (version.path("served").asBoolean()) {
                served.add(version);
              }
            });
    if (served.size() != 1) {
      throw ApiFailure.notSupported(
          "CustomResourceDefinitions with other than one served version, got " + served.size());
    }
    return served.getFirst();
  }

  private static Set<String> selectable(JsonNode definitions) {
    Set<String> fields = new HashSet<>();
    definitions.forEach(
        field -> fields.add(field.path("jsonPath").asText().replaceFirst("^\\.", "")));
    return fields;
  }

  private static List<TableColumn> columns(JsonNode definitions) {
    List<TableColumn> columns = new ArrayList<>();
    for (JsonNode definition : definitions) {
      TableColumn column =
          new TableColumn(
              definition.path("name").asText(),
              definition.path("type").asText(),
              definition.path("format").asText(""),
              definition.path("description").asText(""),
              definition.path("priority").asInt(),
              definition.path("jsonPath").asText());
      if (!column.isSupported()) {
        throw ApiFailure.notSupported("the JSON path \"%s\" of a column".formatted(column.path()));
      }
      columns.add(column);
    }
    return columns;
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
