package io.flatnet.api.wire;

import com.fasterxml.jackson.databind.util.TokenBuffer;
import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import com.google.gson.stream.MalformedJsonException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lets Gson, which the official client uses, read and write the wire types through {@link
 * WireJson}.
 *
 * <p>The types name it in {@code @JsonAdapter}, so no Gson instance has to be configured.
 */
public final class GsonBridge implements TypeAdapterFactory {
  /** For Gson, which makes an instance from the annotation. */
  public GsonBridge() {}

  @Override
  public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
    @SuppressWarnings("unchecked") // what a TypeToken promises
    Class<T> raw = (Class<T>) type.getRawType();
    return new Adapter<>(raw);
  }

  private static final class Adapter<T> extends TypeAdapter<T> {
    private final Class<T> type;

    Adapter(Class<T> type) {
      this.type = type;
    }

    @Override
    public T read(JsonReader in) throws IOException {
      try (TokenBuffer tokens = new TokenBuffer(null, false)) {
        GsonTokens.copy(in, tokens);
        return WireJson.read(tokens.asParser(), type);
      } catch (MalformedJsonException e) {
        throw e;
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new JsonParseException(
            "cannot read " + type.getSimpleName() + ": " + e.getOriginalMessage(), e);
      }
    }

    @Override
    public void write(JsonWriter out, @Nullable T value) throws IOException {
      if (value == null) {
        out.nullValue();
        return;
      }
      boolean nullsBefore = out.getSerializeNulls();
      // Nulls in the stream are ones that were read; the client's Gson would drop them.
      out.setSerializeNulls(true);
      try (TokenBuffer tokens = new TokenBuffer(null, false)) {
        WireJson.write(tokens, value);
        GsonTokens.copy(tokens.asParser(), out);
      } finally {
        out.setSerializeNulls(nullsBefore);
      }
    }
  }
}
