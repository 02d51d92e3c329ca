package io.flatnet.controllers.store;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import io.flatnet.api.wire.JsonFields;
import io.flatnet.api.wire.WireJson;
import io.flatnet.api.wire.WireObject;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;

/**
 * Reads one object out of a longer answer of the API server, so that no more than one is in memory
 * as it was sent. Objects come without {@code metadata.managedFields}, which nobody uses. Safe for
 * use by many threads.
 *
 * @param <T> the type of the object
 */
@FunctionalInterface
public interface ObjectDecoder<T> {
  /**
   * Reads the next object.
   *
   * @param parser is on the object's first token, and then on its last or on none
   * @throws IOException if the answer ends early, is no JSON, or not of the object's shape
   */
  T decode(JsonParser parser) throws IOException;

  /** The decoder of a type: our own are read in one pass, the client's by its Gson. */
  static <T> ObjectDecoder<T> of(Class<T> type) {
    return WireObject.class.isAssignableFrom(type)
        ? parser -> WireJson.readNext(parser, type)
        : parser -> ofClient(parser, type);
  }

  private static <T> T ofClient(JsonParser parser, Class<T> type) throws IOException {
    JsonElement tree = tree(parser);
    try {
      return JSON.getGson().fromJson(tree, type);
    } catch (JsonParseException | IllegalArgumentException | IllegalStateException e) {
      throw new JsonMappingException(
          parser, "not a " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  private static JsonElement tree(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        JsonObject object = new JsonObject();
        JsonFields.object(
            parser,
            name -> {
              if (!name.equals("managedFields")) {
                object.add(name, tree(parser));
              }
            });
        yield object;
      }
      case START_ARRAY -> {
        JsonArray array = new JsonArray();
        while (!parser.nextToken().isStructEnd()) {
          array.add(tree(parser));
        }
        yield array;
      }
      case VALUE_NULL -> JsonNull.INSTANCE;
      case VALUE_TRUE, VALUE_FALSE -> new JsonPrimitive(parser.getBooleanValue());
      case VALUE_NUMBER_INT -> new JsonPrimitive(parser.getNumberValue());
      case VALUE_NUMBER_FLOAT -> new JsonPrimitive(parser.getDecimalValue());
      default -> new JsonPrimitive(parser.getText());
    };
  }
}
