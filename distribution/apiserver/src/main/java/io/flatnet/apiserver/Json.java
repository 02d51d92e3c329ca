package io.flatnet.apiserver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.ByteBufferBackedInputStream;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** JSON trees and their bytes. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final YAMLMapper YAML = new YAMLMapper();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write a JSON tree", e);
    }
  }

  /**
   * Reads a JSON or YAML body.
   *
   * @throws ApiFailure 400 if it is neither
   */
  static JsonNode parse(ByteBuffer body, boolean yaml) {
    try (InputStream in = new ByteBufferBackedInputStream(body.duplicate())) {
      JsonNode node = yaml ? YAML.readTree(in) : MAPPER.readTree(in);
      if (node == null || node.isMissingNode()) {
        throw ApiFailure.badRequest("the request has no body");
      }
      return node;
    } catch (IOException e) {
      throw ApiFailure.badRequest("cannot read the body of the request: " + e.getMessage());
    }
  }

  /**
   * Reads a body that must be an object.
   *
   * @throws ApiFailure 400 if it is not
   */
  static ObjectNode parseObject(ByteBuffer body, boolean yaml) {
    if (parse(body, yaml) instanceof ObjectNode object) {
      return object;
    }
    throw ApiFailure.badRequest("the body of the request must be an object");
  }
}
