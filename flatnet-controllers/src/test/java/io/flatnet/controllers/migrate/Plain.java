package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Trees of two libraries in a form in which they can be compared: the kind and text of each value.
 */
final class Plain {
  private Plain() {}

  static Object of(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case JsonObject object -> of(object.asMap());
      case JsonArray array -> of(array.asList());
      case JsonPrimitive primitive when primitive.isString() -> "text " + primitive.getAsString();
      case JsonPrimitive primitive when primitive.isNumber() -> number(primitive.getAsString());
      case Map<?, ?> map -> {
        Map<String, Object> plain = new TreeMap<>();
        map.forEach((key, member) -> plain.put(key.getClass().getSimpleName() + key, of(member)));
        yield plain;
      }
      case List<?> list -> list.stream().map(Plain::of).toList();
      case String text -> "text " + text;
      case Number number -> number(number.toString());
      default -> "other " + value;
    };
  }

  private static String number(String text) {
    return "number " + new BigDecimal(text).stripTrailingZeros().toPlainString();
  }
}
