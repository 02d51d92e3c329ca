package io.flatnet.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * One object of the API as its JSON.
 *
 * <p>The JSON is shared, not copied: who changes it owns it.
 */
public record KubeObject(ResourceKind kind, ObjectNode json) {

  /**
   * Reads the kind from the JSON.
   *
   * @throws IllegalArgumentException when it is no object of a kind that the lab knows
   */
  public static KubeObject of(JsonNode json) {
    if (!(json instanceof ObjectNode object)) {
      throw new IllegalArgumentException("cannot use the manifest \"" + json + "\": no object");
    }
    return new KubeObject(
        ResourceKind.of(json.path("apiVersion").asText(), json.path("kind").asText()), object);
  }

  /** The object's name; empty while the API server is to make one. */
  public String name() {
    return json.path("metadata").path("name").asText();
  }

  /** The object's namespace; {@code default} when it names none. */
  public String namespace() {
    return json.path("metadata").path("namespace").asText("default");
  }

  /** The object's UID, once the API server gave it one. */
  public String uid() {
    return json.path("metadata").path("uid").asText();
  }

  /** One of the object's annotations, unless absent or empty. */
  public Optional<String> annotation(String name) {
    String value = json.path("metadata").path("annotations").path(name).asText();
    return value.isEmpty() ? Optional.empty() : Optional.of(value);
  }

  /** Its path on the API server. */
  public String path() {
    return kind.path(namespace()) + "/" + name();
  }

  /** Kind, namespace and name, as a person writes them. */
  @Override
  public String toString() {
    return kind.kind() + " " + (kind.isNamespaced() ? namespace() + "/" : "") + name();
  }
}
