package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One version of an object, never changed once it is stored.
 *
 * <p>Its bytes are made once and serve every reader. {@code kind} and {@code apiVersion} come first
 * in them, so that the form without the two, which lists of built-in kinds hold, is a part of them.
 */
final class StoredObject {
  private final ObjectNode tree;
  private final byte[] bytes;
  private final int bodyStart;
  private final long revision;

  /**
   * Takes over a tree, which must not be changed afterwards.
   *
   * @param type the kind that the object gets
   * @param tree its content
   * @param revision its resource version, which is written into it; 0 for an object that has none
   *     because it is only as it would be
   */
  StoredObject(ResourceType type, ObjectNode tree, long revision) {
    this.revision = revision;
    if (revision > 0) {
      Metadata.of(tree).setResourceVersion(revision);
    }
    ObjectNode ordered = Json.object();
    ordered.put("kind", type.kind()).put("apiVersion", type.apiVersion());
    for (Map.Entry<String, JsonNode> field : tree.properties()) {
      if (!field.getKey().equals("kind") && !field.getKey().equals("apiVersion")) {
        ordered.set(field.getKey(), field.getValue());
      }
    }
    this.tree = ordered;
    this.bytes = Json.bytes(ordered);
    this.bodyStart =
        "{\"kind\":\"%s\",\"apiVersion\":\"%s\","
            .formatted(type.kind(), type.apiVersion())
            .getBytes(StandardCharsets.UTF_8)
            .length;
  }

  /** The content; a reader must not change it. */
  ObjectNode tree() {
    return tree;
  }

  /** A copy of the content, to change and store again. */
  ObjectNode copy() {
    return tree.deepCopy();
  }

  Metadata metadata() {
    return Metadata.of(tree);
  }

  long revision() {
    return revision;
  }

  /** The JSON text; a reader must not change it. */
  byte[] bytes() {
    return bytes;
  }

  /** Where in {@link #bytes()} the fields after kind and apiVersion begin. */
  int bodyStart() {
    return bodyStart;
  }
}
