package io.flatnet.api.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON of a known shape token by token, without a tree in between. Each method begins with
 * the parser on the first token of a value and leaves it on the last; {@code null} is the same as
 * absent; a value of another shape is a {@link MismatchedInputException}.
 */
public final class JsonFields {
  private static final String WHOLE_SECOND = "0000-00-00T00:00:00Z";

  private JsonFields() {}

  /** Reads the value of one field; one that is left alone is skipped. */
  @FunctionalInterface
  public interface FieldReader {
    /** Reads the field's value if it is of use; the parser is on its first token. */
    void read(String name) throws IOException;
  }

  /** Reads one value. */
  @FunctionalInterface
  public interface ValueReader<T> {
    /** The value; the parser is on its first token, and then on its last. */
    T read(JsonParser parser) throws IOException;
  }

  /**
   * Reads the fields of an object in their order.
   *
   * @return whether there is an object; false for {@code null}
   */
  public static boolean object(JsonParser parser, FieldReader fields) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return false;
    }
    require(parser, JsonToken.START_OBJECT, "an object");
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken first = parser.nextToken();
      fields.read(name);
      if (parser.currentToken() == first) { // not read, or a scalar, where this does nothing
        parser.skipChildren();
      }
    }
    return true;
  }

  /** A list, without elements that are {@code null}. */
  public static <T> @Nullable List<T> list(JsonParser parser, ValueReader<T> element)
      throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return null;
    }
    require(parser, JsonToken.START_ARRAY, "a list");
    List<T> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (!parser.hasToken(JsonToken.VALUE_NULL)) {
        list.add(element.read(parser));
      }
    }
    return list;
  }

  /** Texts by their names. */
  public static @Nullable Map<String, String> texts(JsonParser parser) throws IOException {
    Map<String, String> texts = new HashMap<>();
    boolean there =
        object(
            parser,
            name -> {
              String text = text(parser);
              if (text != null) {
                texts.put(name, text);
              }
            });
    return there ? texts : null;
  }

  /** A text; a number or a boolean as it is written. */
  public static @Nullable String text(JsonParser parser) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return null;
    }
    if (!parser.currentToken().isScalarValue()) {
      throw mismatch(parser, "a text");
    }
    return parser.getText();
  }

  /** The same, of which many objects have the same: it is in memory once. */
  public static @Nullable String sharedText(JsonParser parser) throws IOException {
    String text = text(parser);
    return text == null ? null : text.intern();
  }

  /** A text; empty when absent. */
  public static String textOrEmpty(JsonParser parser) throws IOException {
    return Objects.requireNonNullElse(text(parser), "");
  }

  /** {@link #sharedText}; empty when absent. */
  public static String sharedTextOrEmpty(JsonParser parser) throws IOException {
    return Objects.requireNonNullElse(sharedText(parser), "");
  }

  /** A whole number. */
  public static @Nullable Long number(JsonParser parser) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return null;
    }
    require(parser, JsonToken.VALUE_NUMBER_INT, "a whole number");
    return parser.getLongValue();
  }

  /** A boolean. */
  public static @Nullable Boolean bool(JsonParser parser) throws IOException {
    if (parser.hasToken(JsonToken.VALUE_NULL)) {
      return null;
    }
    if (!parser.currentToken().isBoolean()) {
      throw mismatch(parser, "true or false");
    }
    return parser.getBooleanValue();
  }

  /** A time as in RFC 3339. */
  public static @Nullable OffsetDateTime time(JsonParser parser) throws IOException {
    String text = text(parser);
    if (text == null) {
      return null;
    }
    try {
      return isWholeSecondOfUtc(text)
          ? OffsetDateTime.of(
              number(text, 0, 4),
              number(text, 5, 7),
              number(text, 8, 10),
              number(text, 11, 13),
              number(text, 14, 16),
              number(text, 17, 19),
              0,
              ZoneOffset.UTC)
          : OffsetDateTime.parse(text);
    } catch (DateTimeException _) {
      throw mismatch(parser, "a time as in RFC 3339");
    }
  }

  /** As API servers write nearly all times; what a formatter does is slow. */
  private static boolean isWholeSecondOfUtc(String text) {
    if (text.length() != WHOLE_SECOND.length()) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      char wanted = WHOLE_SECOND.charAt(i);
      char c = text.charAt(i);
      if (wanted == '0' ? c < '0' || c > '9' : c != wanted) {
        return false;
      }
    }
    return true;
  }

  private static int number(String text, int begin, int end) {
    return Integer.parseInt(text, begin, end, 10);
  }

  private static void require(JsonParser parser, JsonToken token, String wanted)
      throws IOException {
    if (!parser.hasToken(token)) {
      throw mismatch(parser, wanted);
    }
  }

  private static IOException mismatch(JsonParser parser, String wanted) throws IOException {
    return MismatchedInputException.from(
        parser,
        Object.class,
        "field \""
            + parser.currentName()
            + "\" must be "
            + wanted
            + ", got "
            + (parser.currentToken().isScalarValue()
                ? '"' + parser.getText() + '"'
                : parser.currentToken()));
  }
}
