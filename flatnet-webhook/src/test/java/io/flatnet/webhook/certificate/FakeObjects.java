package io.flatnet.webhook.certificate;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** An API server's memory with its rules for names and {@code resourceVersion}. */
final class FakeObjects implements ObjectApi {
  final Map<String, JsonObject> objects = new LinkedHashMap<>();
  int writes;
  boolean knowsConditions = true;
  String unreachable = "none";

  /** What somebody else does between the next read and the write after it. */
  Runnable beforeWrite = () -> {};

  private int version;

  @Override
  public Optional<JsonObject> get(String path) throws ApiException {
    refuse(path);
    return Optional.ofNullable(objects.get(path)).map(JsonObject::deepCopy);
  }

  @Override
  public Optional<JsonObject> create(String collection, JsonObject object) throws ApiException {
    refuse(collection);
    interfere();
    String path = collection + "/" + metadata(object).get("name").getAsString();
    return objects.containsKey(path) ? Optional.empty() : Optional.of(store(path, object));
  }

  @Override
  public Optional<JsonObject> replace(String path, JsonObject object) throws ApiException {
    refuse(path);
    interfere();
    JsonObject existing = objects.get(path);
    return existing == null || !version(existing).equals(version(object))
        ? Optional.empty()
        : Optional.of(store(path, object));
  }

  /** What must be there. */
  JsonObject at(String path) {
    return Optional.ofNullable(objects.get(path)).orElseThrow();
  }

  /** Stores as somebody else. */
  JsonObject store(String path, JsonObject object) {
    JsonObject stored = object.deepCopy();
    version++;
    metadata(stored).addProperty("resourceVersion", Integer.toString(version));
    if (!knowsConditions && stored.get("webhooks") instanceof JsonArray webhooks) {
      for (JsonElement webhook : webhooks) {
        JsonElement _ = webhook.getAsJsonObject().remove("matchConditions");
      }
    }
    objects.put(path, stored);
    writes++;
    return stored.deepCopy();
  }

  private void interfere() {
    Runnable once = beforeWrite;
    beforeWrite = () -> {};
    once.run();
  }

  private void refuse(String path) throws ApiException {
    if (path.contains(unreachable)) {
      throw new ApiException(403, "forbidden: " + path);
    }
  }

  private static JsonObject metadata(JsonObject object) {
    return object.getAsJsonObject("metadata");
  }

  private static String version(JsonObject object) {
    JsonElement version = metadata(object).get("resourceVersion");
    return version == null ? "" : version.getAsString();
  }
}
