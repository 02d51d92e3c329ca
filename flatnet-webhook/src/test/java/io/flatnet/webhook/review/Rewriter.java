package io.flatnet.webhook.review;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Writes JSON in another way that means the same. */
final class Rewriter {
  /** Where every name means something. */
  private static final Set<String> MAPS = Set.of("labels", "annotations");

  private final Random random;

  Rewriter(Random random) {
    this.random = random;
  }

  String rewrite(String json) {
    return space() + write("", JsonParser.parseString(json)) + space();
  }

  private String write(String name, JsonElement value) {
    return switch (value) {
      case JsonObject object -> object(object, MAPS.contains(name));
      case JsonArray array ->
          array.asList().stream()
              .map(one -> write("", one))
              .collect(Collectors.joining(comma(), "[", "]"));
      default ->
          value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()
              ? string(value.getAsString())
              : value.toString();
    };
  }

  private String object(JsonObject object, boolean isMap) {
    List<Map.Entry<String, JsonElement>> entries = new ArrayList<>(object.entrySet());
    Collections.shuffle(entries, random);
    List<String> written = new ArrayList<>();
    for (Map.Entry<String, JsonElement> entry : entries) {
      written.add(
          string(entry.getKey())
              + space()
              + ":"
              + space()
              + write(entry.getKey(), entry.getValue()));
    }
    if (!isMap && random.nextInt(3) == 0) {
      written.add(random.nextInt(written.size() + 1), "\"unknown\":[{\"x\":[null,1e9,\"\"]}]");
    }
    return written.stream().collect(Collectors.joining(comma(), "{" + space(), space() + "}"));
  }

  private String comma() {
    return space() + "," + space();
  }

  private String string(String text) {
    StringBuilder written = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\' || random.nextInt(5) == 0) {
        written.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        written.append(c);
      }
    }
    return written.append('"').toString();
  }

  private String space() {
    return " \t\r\n".substring(0, random.nextInt(5));
  }
}
