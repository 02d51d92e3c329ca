package io.flatnet.api.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;

/** Copies JSON between Gson and Jackson token by token; numbers keep their digits. */
final class GsonTokens {
  private GsonTokens() {}

  /** Copies the next value of the reader. */
  static void copy(JsonReader from, JsonGenerator to) throws IOException {
    switch (from.peek()) {
      case BEGIN_OBJECT -> {
        from.beginObject();
        to.writeStartObject();
        while (from.hasNext()) {
          to.writeFieldName(from.nextName());
          copy(from, to);
        }
        from.endObject();
        to.writeEndObject();
      }
      case BEGIN_ARRAY -> {
        from.beginArray();
        to.writeStartArray();
        while (from.hasNext()) {
          copy(from, to);
        }
        from.endArray();
        to.writeEndArray();
      }
      case STRING -> to.writeString(from.nextString());
      case NUMBER -> writeNumber(from.nextString(), to);
      case BOOLEAN -> to.writeBoolean(from.nextBoolean());
      case NULL -> {
        from.nextNull();
        to.writeNull();
      }
      case NAME, END_ARRAY, END_OBJECT, END_DOCUMENT ->
          throw new IllegalStateException("no value starts with " + from.peek());
    }
  }

  /** Copies a tree. */
  static void copy(JsonElement from, JsonGenerator to) throws IOException {
    if (from instanceof JsonObject object) {
      to.writeStartObject();
      for (Map.Entry<String, JsonElement> field : object.entrySet()) {
        to.writeFieldName(field.getKey());
        copy(field.getValue(), to);
      }
      to.writeEndObject();
    } else if (from.isJsonArray()) {
      to.writeStartArray();
      for (JsonElement element : from.getAsJsonArray()) {
        copy(element, to);
      }
      to.writeEndArray();
    } else if (from instanceof JsonPrimitive primitive) {
      if (primitive.isNumber()) {
        writeNumber(primitive.getAsString(), to);
      } else if (primitive.isBoolean()) {
        to.writeBoolean(primitive.getAsBoolean());
      } else {
        to.writeString(primitive.getAsString());
      }
    } else {
      to.writeNull();
    }
  }

  /** Copies all tokens of the parser. */
  static void copy(JsonParser from, JsonWriter to) throws IOException {
    for (JsonToken token = from.nextToken(); token != null; token = from.nextToken()) {
      switch (token) {
        case START_OBJECT -> to.beginObject();
        case END_OBJECT -> to.endObject();
        case START_ARRAY -> to.beginArray();
        case END_ARRAY -> to.endArray();
        case FIELD_NAME -> to.name(from.currentName());
        case VALUE_STRING -> to.value(from.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> to.value(from.getNumberValue());
        case VALUE_TRUE -> to.value(true);
        case VALUE_FALSE -> to.value(false);
        case VALUE_NULL -> to.nullValue();
        case VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
            throw new IllegalStateException("JSON has no token " + token);
      }
    }
  }

  /** Writes a number as the smallest type that holds it, which is how Jackson's parser has it. */
  private static void writeNumber(String digits, JsonGenerator to) throws IOException {
    if (digits.chars().anyMatch(c -> c == '.' || c == 'e' || c == 'E')) {
      to.writeNumber(new BigDecimal(digits));
      return;
    }
    BigInteger value = new BigInteger(digits);
    if (value.bitLength() < Integer.SIZE) {
      to.writeNumber(value.intValue());
    } else if (value.bitLength() < Long.SIZE) {
      to.writeNumber(value.longValue());
    } else {
      to.writeNumber(value);
    }
  }
}
