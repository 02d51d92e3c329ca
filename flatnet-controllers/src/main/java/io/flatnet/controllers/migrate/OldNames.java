package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.macvlan.Macvlan;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The old system's annotations and labels in one object's metadata, and what becomes of them. What
 * has its new name already keeps that value; the old one goes. Pure.
 */
final class OldNames {
  private static final String DISABLE = "disable";
  private static final String DISABLED = "disabled";

  private OldNames() {}

  /** Members of a merge patch of metadata; empty when there is nothing of the old system. */
  static JsonObject patch(JsonObject metadata, Set<String> keptLabels) {
    JsonObject patch = new JsonObject();
    Map<String, @Nullable String> annotations =
        annotations(Json.texts(Json.object(metadata, "annotations")));
    if (!annotations.isEmpty()) {
      patch.add("annotations", Json.of(annotations));
    }
    Map<String, @Nullable String> labels = new TreeMap<>();
    for (String label : Macvlan.LABELS) {
      if (Json.object(metadata, "labels").has(label) && !keptLabels.contains(label)) {
        labels.put(label, null);
      }
    }
    if (!labels.isEmpty()) {
      patch.add("labels", Json.of(labels));
    }
    return patch;
  }

  /** What changes in these annotations; a null removes one. */
  static Map<String, @Nullable String> annotations(Map<String, String> present) {
    Map<String, @Nullable String> changes = new TreeMap<>();
    Macvlan.RENAMED.forEach(
        (old, name) -> {
          String value = present.get(old);
          if (value != null) {
            changes.put(old, null);
            if (!present.containsKey(name)) {
              changes.put(name, old.equals(Macvlan.SERVICE) ? service(value) : value);
            }
          }
        });
    if (present.containsKey(Macvlan.DELAY_REUSE)) {
      changes.put(Macvlan.DELAY_REUSE, null);
    }
    for (String name : List.of(Annotations.NETWORKS, Annotations.DEFAULT_NETWORK)) {
      String value = present.get(name);
      if (value != null && !networks(value).equals(value)) {
        changes.put(name, networks(value));
      }
    }
    return changes;
  }

  /** The old system's form said {@code disable}. */
  private static String service(String value) {
    return value.equals(DISABLE) ? DISABLED : value;
  }

  /**
   * A value that names Multus networks, with our network in the place of the old one; the others,
   * the interfaces and the order stay. A value that cannot be read stays whole.
   */
  static String networks(String value) {
    if (!value.contains(Macvlan.NETWORK_NAME)) {
      return value;
    }
    if (!value.strip().startsWith("[")) {
      return Arrays.stream(value.split(",", -1))
          .map(OldNames::network)
          .collect(Collectors.joining(","));
    }
    try {
      JsonArray list = JsonParser.parseString(value).getAsJsonArray();
      boolean found = false;
      for (int i = 0; i < list.size(); i++) {
        found |= rename(list, i);
      }
      return found ? list.toString() : value;
    } catch (JsonParseException | IllegalStateException _) {
      return value; // not for us to mend
    }
  }

  /** Renames one element of a JSON list; whether it named the old network. */
  private static boolean rename(JsonArray list, int index) {
    JsonElement element = list.get(index);
    if (element instanceof JsonObject object) {
      boolean isOld = Json.text(object, "name").equals(Macvlan.NETWORK_NAME);
      if (isOld) {
        object.addProperty("name", FlatNetwork.NETWORK_NAME);
        object.remove("namespace"); // ours is in every namespace
      }
      return isOld;
    }
    if (element instanceof JsonPrimitive text && text.isString()) {
      String renamed = network(text.getAsString());
      list.set(index, new JsonPrimitive(renamed));
      return !renamed.equals(text.getAsString());
    }
    return false;
  }

  /** One element of a comma list: {@code namespace/name@interface}. */
  private static String network(String element) {
    int at = element.indexOf('@');
    String path = (at < 0 ? element : element.substring(0, at)).strip();
    String end = at < 0 ? "" : element.substring(at);
    return path.substring(path.lastIndexOf('/') + 1).equals(Macvlan.NETWORK_NAME)
        ? FlatNetwork.NETWORK_NAME + end
        : element;
  }
}
