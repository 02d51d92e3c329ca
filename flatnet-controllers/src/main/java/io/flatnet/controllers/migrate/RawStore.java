package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.Failures;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.openapi.ApiException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Objects of an API server as JSON trees, so that no field is lost on the way. Each call is one
 * request, but for {@link #all}; nothing is tried twice. Safe for use by many threads.
 */
public final class RawStore {
  private static final String JSON_TYPE = "application/json";
  private static final int PAGE_SIZE = 500;

  private final ApiCalls calls;

  /** The objects that these calls reach. */
  public RawStore(ApiCalls calls) {
    this.calls = calls;
  }

  /**
   * A part of a list.
   *
   * @param items the objects, each with its apiVersion and kind
   * @param next what asks for the next part; empty at the end
   * @param remaining how many are said to follow; 0 when the server does not say
   */
  public record Page(List<JsonObject> items, String next, long remaining) {}

  /** Reads one object. */
  public Outcome<JsonObject> get(ResourceType<?> type, ObjectKey key) {
    return send(type, "get", "GET", type.objectPath(key), Map.of(), null, JSON_TYPE);
  }

  /**
   * Reads a part of a list of all namespaces. A list that grew too old on the way goes on at the
   * same place of a newer one.
   *
   * @param next of the part before; empty for the first
   */
  public Outcome<Page> page(ResourceType<?> type, int limit, String next) {
    String token = next;
    for (boolean again = false; ; again = true) {
      Map<String, String> query = new TreeMap<>(Map.of("limit", Integer.toString(limit)));
      if (!token.isEmpty()) {
        query.put("continue", token);
      }
      try {
        return new Outcome.Done<>(
            page(
                type,
                calls.send(
                    "GET", type.collectionPath(""), query, null, JSON_TYPE, JsonObject.class)));
      } catch (ApiException e) {
        String later = e.getCode() == HttpURLConnection.HTTP_GONE && !again ? continuation(e) : "";
        if (later.isEmpty()) {
          return Failures.of(e, "list", type.rbacName());
        }
        token = later;
      } catch (JsonParseException | IllegalStateException e) {
        return new Outcome.Unavailable<>(
            "cannot list " + type.rbacName() + ": " + e.getMessage(), e);
      }
    }
  }

  /** Reads all objects of all namespaces, in parts. */
  public Outcome<List<JsonObject>> all(ResourceType<?> type) {
    List<JsonObject> all = new ArrayList<>();
    String next = "";
    do {
      Outcome<Page> outcome = page(type, PAGE_SIZE, next);
      if (!(outcome instanceof Outcome.Done<Page>(Page page))) {
        return Failures.retyped((Outcome.Failure<Page>) outcome);
      }
      all.addAll(page.items());
      next = page.next();
    } while (!next.isEmpty());
    return new Outcome.Done<>(all);
  }

  private static Page page(ResourceType<?> type, JsonObject list) {
    List<JsonObject> items = new ArrayList<>();
    if (list.get("items") instanceof JsonArray array) {
      for (JsonElement element : array) {
        JsonObject item = new JsonObject(); // what lists leave out comes first
        item.addProperty("apiVersion", type.apiVersion());
        item.addProperty("kind", type.kind());
        element.getAsJsonObject().entrySet().forEach(e -> item.add(e.getKey(), e.getValue()));
        items.add(item);
      }
    }
    JsonObject metadata = Json.metadata(list);
    long remaining =
        metadata.has("remainingItemCount") ? metadata.get("remainingItemCount").getAsLong() : 0;
    return new Page(items, Json.text(metadata, "continue"), remaining);
  }

  private static String continuation(ApiException error) {
    try {
      JsonElement body = JsonParser.parseString(String.valueOf(error.getResponseBody()));
      return body instanceof JsonObject status ? Json.text(Json.metadata(status), "continue") : "";
    } catch (JsonParseException _) {
      return ""; // a proxy's own page
    }
  }

  /** Makes an object. */
  public Outcome<JsonObject> create(ResourceType<?> type, JsonObject object) {
    String path = type.collectionPath(Json.key(object).namespace());
    return send(type, "create", "POST", path, Map.of(), object, JSON_TYPE);
  }

  /** Replaces an object, which carries the resourceVersion that it was read with. */
  public Outcome<JsonObject> replace(ResourceType<?> type, JsonObject object) {
    String path = type.objectPath(Json.key(object));
    return send(type, "update", "PUT", path, Map.of(), object, JSON_TYPE);
  }

  /** Changes what a merge patch names, and nothing else. */
  public Outcome<JsonObject> patch(ResourceType<?> type, ObjectKey key, JsonObject patch) {
    String mime = V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH;
    return send(type, "patch", "PATCH", type.objectPath(key), Map.of(), patch, mime);
  }

  /** The same in the status of an object that has one apart. */
  Outcome<JsonObject> patchStatus(ResourceType<?> type, ObjectKey key, JsonObject patch) {
    String mime = V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH;
    String path = type.objectPath(key) + "/status";
    return send(type, "patch", "PATCH", path, Map.of(), patch, mime);
  }

  /** Deletes an object, if it is still the one of this UID. */
  public Outcome<JsonObject> delete(ResourceType<?> type, ObjectKey key, String uid) {
    JsonObject options = new JsonObject();
    Json.put(options, new JsonPrimitive(uid), "preconditions", "uid");
    return send(type, "delete", "DELETE", type.objectPath(key), Map.of(), options, JSON_TYPE);
  }

  private Outcome<JsonObject> send(
      ResourceType<?> type,
      String verb,
      String method,
      String path,
      Map<String, String> query,
      @Nullable JsonObject body,
      String contentType) {
    // As bytes: the client's own writer leaves nulls out, which remove something in a patch.
    byte @Nullable [] bytes =
        body == null ? null : body.toString().getBytes(StandardCharsets.UTF_8);
    try {
      return new Outcome.Done<>(
          calls.send(method, path, query, bytes, contentType, JsonObject.class));
    } catch (ApiException e) {
      return Failures.of(e, verb, type.rbacName());
    } catch (JsonParseException | IllegalStateException e) {
      return new Outcome.Unavailable<>(
          "cannot " + verb + " " + type.rbacName() + ": " + e.getMessage(), e);
    }
  }
}
