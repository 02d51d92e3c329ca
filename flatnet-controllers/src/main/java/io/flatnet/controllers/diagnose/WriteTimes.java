package io.flatnet.controllers.diagnose;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Predicate;

/** When parts of an object were last written, as its {@code metadata.managedFields} say. Pure. */
public final class WriteTimes {
  private final JsonArray entries;

  private WriteTimes(JsonArray entries) {
    this.entries = entries;
  }

  /** Of an object as the API server sent it; knows nothing when it has no such fields. */
  public static WriteTimes of(JsonObject object) {
    return object.get("metadata") instanceof JsonObject metadata
            && metadata.get("managedFields") instanceof JsonArray entries
        ? new WriteTimes(entries)
        : none();
  }

  /** Of an object of which nothing is known. */
  public static WriteTimes none() {
    return new WriteTimes(new JsonArray());
  }

  /** The last write of the status subresource. */
  public Optional<Instant> status() {
    return latest(entry -> "status".equals(text(entry, "subresource")));
  }

  /** The last write of somebody who owns the label. */
  public Optional<Instant> label(String name) {
    return latest(
        entry -> {
          JsonElement at = entry.get("fieldsV1");
          for (String part : new String[] {"f:metadata", "f:labels", "f:" + name}) {
            at = at instanceof JsonObject object ? object.get(part) : null;
          }
          return at != null;
        });
  }

  private Optional<Instant> latest(Predicate<JsonObject> wanted) {
    return entries.asList().stream()
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast)
        .filter(wanted)
        .flatMap(entry -> time(text(entry, "time")).stream())
        .max(Comparator.naturalOrder());
  }

  /** The time of a text as in RFC 3339; empty when it is none. */
  static Optional<Instant> time(String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
    } catch (DateTimeException _) {
      return Optional.empty(); // not written by an API server
    }
  }

  private static String text(JsonObject object, String member) {
    return object.get(member) instanceof JsonPrimitive value ? value.getAsString() : "";
  }
}
