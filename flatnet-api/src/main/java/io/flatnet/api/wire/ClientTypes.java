package io.flatnet.api.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.JSON;
import java.io.IOException;

/**
 * The official client's own types inside ours, read and written by the client's Gson.
 *
 * <p>The client's Gson is only touched when such a value is met: it knows hundreds of types and is
 * slow to start, and CNI configurations have none of them.
 */
final class ClientTypes {
  private ClientTypes() {}

  static <T> void register(SimpleModule module, Class<T> type) {
    register(module, type, new FromClient<>(type));
  }

  static <T> void register(SimpleModule module, Class<T> type, StdDeserializer<T> reader) {
    module.addDeserializer(type, reader);
    module.addSerializer(type, new ToClient<>(type));
  }

  private static final class FromClient<T> extends StdDeserializer<T> {
    private final Class<T> type;

    FromClient(Class<T> type) {
      super(type);
      this.type = type;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      JsonNode tree = context.readTree(parser);
      try {
        return JSON.getGson().fromJson(tree.toString(), type);
      } catch (JsonParseException | IllegalArgumentException e) {
        throw context.instantiationException(type, e);
      }
    }
  }

  /** Writes what is there: the client fills absent lists and maps with empty ones. */
  private static final class ToClient<T> extends StdSerializer<T> {
    ToClient(Class<T> type) {
      super(type);
    }

    @Override
    public void serialize(T value, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      JsonObject tree = JSON.getGson().toJsonTree(value).getAsJsonObject();
      tree.entrySet().removeIf(field -> isEmpty(field.getValue()));
      GsonTokens.copy(tree, generator);
    }

    private static boolean isEmpty(JsonElement value) {
      return value instanceof JsonObject object
          ? object.isEmpty()
          : value instanceof JsonArray array && array.isEmpty();
    }
  }
}
