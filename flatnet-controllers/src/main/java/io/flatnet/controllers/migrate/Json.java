package io.flatnet.controllers.migrate;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.flatnet.controllers.store.ObjectKey;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Looks into JSON trees of which nothing is certain, and merges into copies of them. Pure. */
final class Json {
  private Json() {}

  /** The object at a path; empty, and no part of the tree, when there is none. */
  static JsonObject object(JsonObject root, String... path) {
    JsonObject at = root;
    for (String name : path) {
      if (!(at.get(name) instanceof JsonObject next)) {
        return new JsonObject();
      }
      at = next;
    }
    return at;
  }

  /** The text of a member; empty when it is absent or no text. */
  static String text(JsonObject object, String member) {
    return object.get(member) instanceof JsonPrimitive value && value.isString()
        ? value.getAsString()
        : "";
  }

  /** Whether a member is {@code true}. */
  static boolean isTrue(JsonObject object, String member) {
    return object.get(member) instanceof JsonPrimitive value
        && value.isBoolean()
        && value.getAsBoolean();
  }

  /** The members that are texts, by name; the others are left out. */
  static Map<String, String> texts(JsonObject object) {
    Map<String, String> texts = new TreeMap<>();
    for (Map.Entry<String, JsonElement> member : object.entrySet()) {
      if (member.getValue() instanceof JsonPrimitive value && value.isString()) {
        texts.put(member.getKey(), value.getAsString());
      }
    }
    return texts;
  }

  /** An object with these members; a null becomes JSON's. */
  static JsonObject of(Map<String, ? extends @Nullable String> members) {
    JsonObject object = new JsonObject();
    members.forEach(
        (name, value) ->
            object.add(name, value == null ? JsonNull.INSTANCE : new JsonPrimitive(value)));
    return object;
  }

  /** Puts a value into an object at a path, with the objects on the way. */
  static void put(JsonObject root, JsonElement value, String... path) {
    JsonObject at = root;
    for (int i = 0; i < path.length - 1; i++) {
      if (!(at.get(path[i]) instanceof JsonObject)) {
        at.add(path[i], new JsonObject());
      }
      at = at.getAsJsonObject(path[i]);
    }
    at.add(path[path.length - 1], value);
  }

  /** A copy of the target with a merge patch applied: RFC 7396, section 2. */
  static JsonObject merged(JsonObject target, JsonObject patch) {
    JsonObject result = target.deepCopy();
    for (Map.Entry<String, JsonElement> member : patch.entrySet()) {
      String name = member.getKey();
      if (member.getValue().isJsonNull()) {
        result.remove(name);
      } else if (member.getValue() instanceof JsonObject part) {
        JsonObject before = result.get(name) instanceof JsonObject old ? old : new JsonObject();
        result.add(name, merged(before, part));
      } else {
        result.add(name, member.getValue().deepCopy());
      }
    }
    return result;
  }

  /** The metadata of an object. */
  static JsonObject metadata(JsonObject object) {
    return object(object, "metadata");
  }

  /**
   * The namespace and name in an object's metadata.
   *
   * @throws IllegalArgumentException when there is no name
   */
  static ObjectKey key(JsonObject object) {
    JsonObject metadata = metadata(object);
    return new ObjectKey(text(metadata, "namespace"), text(metadata, "name"));
  }

  /** Whether the object is on its way out. */
  static boolean isDeleting(JsonObject object) {
    return !text(metadata(object), "deletionTimestamp").isEmpty();
  }
}
