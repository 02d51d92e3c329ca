package io.flatnet.webhook.review;

import static io.flatnet.webhook.review.UnreadableReviewException.RESEND;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.ToNumberPolicy;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads one JSON object (RFC 8259) of UTF-8 text into a tree, within limits that keep a hostile
 * text from costing more than its size: how deep values are nested, so that neither this nor what
 * walks the tree afterwards runs out of stack, and how many there are, since a value of two bytes
 * takes about a hundred in memory. A name that comes twice in an object is refused, as readers
 * disagree on which of the two counts (RFC 8259 4).
 */
final class StrictJson {
  /** Objects and arrays inside each other. A CronJob, the deepest kind that is judged, has 15. */
  static final int MAX_DEPTH = 100;

  /** Values in one text. A subnet whose status lists 30,000 ranges has 100,000. */
  static final int MAX_VALUES = 500_000;

  private static final int SHOWN_CHARACTERS = 200;

  private final JsonReader in;
  private int values;

  private StrictJson(JsonReader in) {
    this.in = in;
  }

  /**
   * The tree of a text.
   *
   * @throws UnreadableReviewException if it is no JSON object or beyond a limit
   */
  static JsonObject read(byte[] utf8) throws UnreadableReviewException {
    JsonReader in =
        new JsonReader(
            new InputStreamReader(
                new ByteArrayInputStream(utf8),
                StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
    in.setStrictness(Strictness.STRICT);
    in.setNestingLimit(MAX_DEPTH + 1); // ours comes first and says so in our words
    try {
      return new StrictJson(in).document();
    } catch (CharacterCodingException e) {
      throw new UnreadableReviewException("the body must be UTF-8, got other bytes", RESEND);
    } catch (EOFException e) {
      throw new UnreadableReviewException(
          "the body must be one JSON object, got "
              + (utf8.length == 0 ? "nothing" : "a part of it"),
          RESEND);
    } catch (IOException e) {
      throw new UnreadableReviewException(
          "the body must be JSON, got something else at " + place(in), RESEND);
    }
  }

  private JsonObject document() throws IOException, UnreadableReviewException {
    if (in.peek() != JsonToken.BEGIN_OBJECT) {
      throw new UnreadableReviewException(
          "the body must be a JSON object, got " + name(in.peek()), RESEND);
    }
    JsonObject object = object(1);
    JsonToken _ = in.peek(); // fails if there is more
    return object;
  }

  private JsonObject object(int depth) throws IOException, UnreadableReviewException {
    JsonObject object = new JsonObject();
    in.beginObject();
    while (in.hasNext()) {
      String name = in.nextName();
      JsonElement value = value(depth);
      int before = object.size();
      object.add(name, value);
      if (object.size() == before) {
        throw new UnreadableReviewException(
            "names must be distinct, got " + place(in) + " twice", RESEND);
      }
    }
    in.endObject();
    return object;
  }

  private JsonArray array(int depth) throws IOException, UnreadableReviewException {
    JsonArray array = new JsonArray();
    in.beginArray();
    while (in.hasNext()) {
      array.add(value(depth));
    }
    in.endArray();
    return array;
  }

  private JsonElement value(int depth) throws IOException, UnreadableReviewException {
    if (++values > MAX_VALUES) {
      throw new UnreadableReviewException(
          "there must be at most " + MAX_VALUES + " values, got more", "make the object smaller");
    }
    JsonToken token = in.peek();
    return switch (token) {
      case BEGIN_OBJECT -> object(deeper(depth));
      case BEGIN_ARRAY -> array(deeper(depth));
      case STRING -> new JsonPrimitive(in.nextString());
      case NUMBER -> new JsonPrimitive(ToNumberPolicy.LAZILY_PARSED_NUMBER.readNumber(in));
      case BOOLEAN -> new JsonPrimitive(in.nextBoolean());
      case NULL -> {
        in.nextNull();
        yield JsonNull.INSTANCE;
      }
      case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT ->
          throw new UnreadableReviewException(
              "a value must be at " + place(in) + ", got " + name(token), RESEND);
    };
  }

  private int deeper(int depth) throws UnreadableReviewException {
    if (depth >= MAX_DEPTH) {
      throw new UnreadableReviewException(
          "values must be nested at most " + MAX_DEPTH + " deep, got more",
          "make the object flatter");
    }
    return depth + 1;
  }

  /** Where the reader is; of a long path the end, as it tells more. */
  private static String place(JsonReader in) {
    String path = in.getPath();
    int length = path.length();
    return length <= SHOWN_CHARACTERS ? path : "..." + path.substring(length - SHOWN_CHARACTERS);
  }

  private static String name(JsonToken token) {
    return switch (token) {
      case BEGIN_ARRAY -> "an array";
      case BEGIN_OBJECT -> "an object";
      case STRING -> "a string";
      case NUMBER -> "a number";
      case BOOLEAN -> "a boolean";
      case NULL -> "null";
      case END_ARRAY, END_OBJECT, NAME, END_DOCUMENT -> "none";
    };
  }
}
