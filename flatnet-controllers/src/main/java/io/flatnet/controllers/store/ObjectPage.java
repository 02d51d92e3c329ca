package io.flatnet.controllers.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import io.flatnet.api.wire.JsonFields;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * What a page of a list says beside its objects.
 *
 * @param resourceVersion the version of the list
 * @param next the rest of the list, to be asked for as {@code continue}; empty for none
 * @param remaining how many objects are said to follow; 0 when the server does not say
 */
public record ObjectPage(String resourceVersion, String next, long remaining) {
  static final JsonFactory JSON = new JsonFactory();

  /**
   * Reads a page, an object at a time.
   *
   * @param each takes the objects; what it got before an error is not the whole page
   */
  static <T> ObjectPage read(InputStream body, ObjectDecoder<T> decoder, Consumer<T> each)
      throws IOException {
    String[] metadata = {"", ""};
    long[] remaining = {0};
    boolean[] hasItems = {false};
    try (JsonParser parser = JSON.createParser(body)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonMappingException(parser, "not a list");
      }
      JsonFields.object(
          parser,
          field -> {
            if (field.equals("metadata")) {
              JsonFields.object(
                  parser,
                  name -> {
                    switch (name) {
                      case "resourceVersion" -> metadata[0] = text(parser);
                      case "continue" -> metadata[1] = text(parser);
                      case "remainingItemCount" ->
                          remaining[0] = Objects.requireNonNullElse(JsonFields.number(parser), 0L);
                      default -> {}
                    }
                  });
            } else if (field.equals("items")) {
              hasItems[0] = true;
              each(parser, decoder, each);
            }
          });
      if (parser.currentToken() != JsonToken.END_OBJECT || !hasItems[0]) {
        throw new JsonMappingException(parser, "not a list, or not all of it");
      }
    }
    return new ObjectPage(metadata[0], metadata[1], remaining[0]);
  }

  private static <T> void each(JsonParser parser, ObjectDecoder<T> decoder, Consumer<T> each)
      throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) { // so Go writes an empty list
      return;
    }
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      each.accept(decoder.decode(parser));
    }
  }

  private static String text(JsonParser parser) throws IOException {
    return Objects.requireNonNullElse(JsonFields.text(parser), "");
  }
}
