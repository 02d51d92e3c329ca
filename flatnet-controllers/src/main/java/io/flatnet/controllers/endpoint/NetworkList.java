package io.flatnet.controllers.endpoint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.flatnet.api.FlatNetwork;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The value of the annotation {@code k8s.v1.cni.cncf.io/networks}: a JSON list of objects with a
 * {@code name}, or a comma list of {@code namespace/name@interface}. Namespace and interface do not
 * matter: our network is the same in every namespace. Pure.
 */
public final class NetworkList {
  private NetworkList() {}

  /** Whether the value names our network. Nothing is thrown, whatever the value is. */
  public static boolean namesOurs(@Nullable String value) {
    return value != null
        && elements(value).filter(all -> all.stream().anyMatch(NetworkList::isOurs)).isPresent();
  }

  /**
   * The value with our network in it, which is the same value when it is there already.
   *
   * @return empty when the value cannot be read, so that adding to it would only make it worse
   */
  public static Optional<String> withOurs(@Nullable String value) {
    if (value == null || value.isBlank()) {
      return Optional.of(FlatNetwork.NETWORK_NAME);
    }
    Optional<List<JsonElement>> elements = elements(value);
    if (elements.isEmpty() || elements.get().stream().anyMatch(NetworkList::isOurs)) {
      return elements.map(_ -> value);
    }
    if (!isJson(value)) {
      return Optional.of(value + "," + FlatNetwork.NETWORK_NAME);
    }
    JsonArray array = new JsonArray();
    elements.get().forEach(array::add);
    JsonObject ours = new JsonObject();
    ours.addProperty("name", FlatNetwork.NETWORK_NAME);
    array.add(ours);
    return Optional.of(array.toString());
  }

  /** The value without our network; empty text when no other is left. */
  public static String withoutOurs(String value) {
    List<JsonElement> others =
        elements(value).orElse(List.of()).stream().filter(e -> !isOurs(e)).toList();
    if (others.isEmpty()) {
      return namesOurs(value) ? "" : value;
    }
    if (isJson(value)) {
      JsonArray array = new JsonArray();
      others.forEach(array::add);
      return array.toString();
    }
    return String.join(",", others.stream().map(JsonElement::getAsString).toList());
  }

  private static boolean isJson(String value) {
    return value.strip().startsWith("[");
  }

  /** The elements: objects of a JSON list, texts of either list; empty when it is no list. */
  private static Optional<List<JsonElement>> elements(String value) {
    if (!isJson(value)) {
      return Optional.of(
          Arrays.stream(value.split(",", -1))
              .map(String::strip)
              .filter(element -> !element.isEmpty())
              .<JsonElement>map(JsonPrimitive::new)
              .toList());
    }
    try {
      List<JsonElement> elements = new ArrayList<>();
      JsonParser.parseString(value).getAsJsonArray().forEach(elements::add);
      return Optional.of(elements);
    } catch (JsonParseException | IllegalStateException _) {
      return Optional.empty(); // not for us to mend; it names no network
    }
  }

  private static boolean isOurs(JsonElement element) {
    String name = null;
    if (element.isJsonPrimitive()) {
      name = element.getAsString();
    } else if (element.isJsonObject()
        && element.getAsJsonObject().get("name") instanceof JsonPrimitive primitive) {
      name = primitive.getAsString();
    }
    if (name == null) {
      return false;
    }
    int at = name.indexOf('@');
    String path = at < 0 ? name : name.substring(0, at);
    return path.substring(path.lastIndexOf('/') + 1).strip().equals(FlatNetwork.NETWORK_NAME);
  }
}
