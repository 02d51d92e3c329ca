package io.flatnet.controllers.migrate;

import com.google.gson.JsonObject;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One write that is planned.
 *
 * @param type the resource
 * @param key the object
 * @param before the object as it was read; null when it is made
 * @param after the object as it will be; not to be changed
 * @param patch the merge patch that makes one of the other, at the version that was read; null when
 *     the object is made
 * @param rolls whether its pods are replaced when it is written
 * @param notes what the administrator should know about it
 */
public record Change(
    ResourceType<?> type,
    ObjectKey key,
    @Nullable JsonObject before,
    JsonObject after,
    @Nullable JsonObject patch,
    boolean rolls,
    List<String> notes) {
  /** Copies the notes. */
  public Change {
    notes = List.copyOf(notes);
  }

  /**
   * A change of an object by what the patch names, if the object is still the one that was read.
   */
  static Change of(
      ResourceType<?> type,
      JsonObject before,
      JsonObject patch,
      boolean rolls,
      List<String> notes) {
    JsonObject guarded = patch.deepCopy();
    JsonObject metadata = Json.metadata(before);
    Json.put(guarded, metadata.get("resourceVersion"), "metadata", "resourceVersion");
    Json.put(guarded, metadata.get("uid"), "metadata", "uid");
    return new Change(
        type, Json.key(before), before, Json.merged(before, patch), guarded, rolls, notes);
  }

  /** An object that is made. */
  static Change create(ResourceType<?> type, JsonObject object, List<String> notes) {
    return new Change(type, Json.key(object), null, object, null, false, notes);
  }

  /** {@code Deployment "namespace/name"}. */
  public String title() {
    return Writes.title(type, key);
  }
}
