package io.flatnet.webhook;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.flatnet.ipam.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a part of an object. A field of another type than it should have is a finding, and counts
 * as absent; so does {@code null}, without a finding. Not for use by many threads.
 */
final class ObjectReader {
  private static final Pattern COUNT = Pattern.compile("-?[0-9]{1,10}");

  private final @Nullable JsonObject json;
  private final String path;
  private final List<Finding> findings;

  private ObjectReader(@Nullable JsonObject json, String path, List<Finding> findings) {
    this.json = json;
    this.path = path;
    this.findings = findings;
  }

  /** A reader of a whole object, which adds its findings to this list. */
  static ObjectReader of(JsonObject json, List<Finding> findings) {
    return new ObjectReader(json, "", findings);
  }

  /** The part of that name; one without fields when it is absent. */
  ObjectReader object(String field) {
    JsonElement element = element(field);
    if (element != null && !element.isJsonObject()) {
      addFinding(path(field), element, "an object");
      return new ObjectReader(null, path(field), findings);
    }
    return new ObjectReader((JsonObject) element, path(field), findings);
  }

  /** The objects of a list; none when it is absent. */
  List<ObjectReader> objects(String field) {
    JsonElement element = element(field);
    List<ObjectReader> objects = new ArrayList<>();
    if (element == null) {
      return objects;
    }
    if (!(element instanceof JsonArray array)) {
      addFinding(path(field), element, "a list");
      return objects;
    }
    for (int i = 0; i < array.size(); i++) {
      String at = path(field) + "[" + i + "]";
      if (array.get(i) instanceof JsonObject object) {
        objects.add(new ObjectReader(object, at, findings));
      } else {
        addFinding(at, array.get(i), "an object");
      }
    }
    return objects;
  }

  /** A text; null when it is absent. */
  @Nullable String text(String field) {
    return text(field, path(field));
  }

  /** The value of a map of texts; null when it is absent. */
  @Nullable String entry(String key) {
    return text(key, entryPath(key));
  }

  private @Nullable String text(String field, String at) {
    JsonElement element = element(field);
    if (element == null) {
      return null;
    }
    if (element instanceof JsonPrimitive primitive && primitive.isString()) {
      return primitive.getAsString();
    }
    addFinding(at, element, "a string");
    return null;
  }

  /** A whole number of at most ten digits; null when it is absent. */
  @Nullable Long count(String field) {
    JsonElement element = element(field);
    if (element == null) {
      return null;
    }
    if (element instanceof JsonPrimitive primitive
        && primitive.isNumber()
        && COUNT.matcher(primitive.getAsString()).matches()) {
      return Long.valueOf(primitive.getAsString());
    }
    addFinding(path(field), element, "a whole number");
    return null;
  }

  /** Whether a field is {@code true}. */
  boolean isTrue(String field) {
    JsonElement element = element(field);
    if (element instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    if (element != null) {
      addFinding(path(field), element, "true or false");
    }
    return false;
  }

  /** Whether there is such a field, of any type but {@code null}. */
  boolean has(String field) {
    return element(field) != null;
  }

  /** The path of an entry of this map. */
  String entryPath(String key) {
    return path + "[" + key + "]";
  }

  private String path(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  private @Nullable JsonElement element(String field) {
    JsonElement element = json == null ? null : json.get(field);
    return element == null || element.isJsonNull() ? null : element;
  }

  private void addFinding(String at, JsonElement element, String type) {
    String value =
        switch (element) {
          case JsonObject _ -> "an object";
          case JsonArray _ -> "a list";
          default -> element.toString();
        };
    findings.add(
        new Finding(at, value, "must be " + type, "see 'kubectl explain' of this kind of object"));
  }
}
