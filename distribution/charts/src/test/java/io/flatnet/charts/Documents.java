package io.flatnet.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;

/** The objects of a YAML stream. */
final class Documents {
  private static final YAMLMapper YAML = new YAMLMapper();

  private Documents() {}

  static List<JsonNode> of(String yaml) throws IOException {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      return documents.readAll().stream().filter(JsonNode::isObject).toList();
    }
  }

  /** The one of a kind and name. */
  static JsonNode find(List<JsonNode> documents, String kind, String name) {
    return documents.stream()
        .filter(object -> object.path("kind").asText().equals(kind))
        .filter(object -> object.at("/metadata/name").asText().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + kind + " " + name));
  }

  /** As {@code Kind/namespace/name}. */
  static String id(JsonNode object) {
    return object.path("kind").asText()
        + "/"
        + object.at("/metadata/namespace").asText("")
        + "/"
        + object.at("/metadata/name").asText();
  }
}
