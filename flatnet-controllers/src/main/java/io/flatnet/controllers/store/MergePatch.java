package io.flatnet.controllers.store;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON merge patch (RFC 7396) of an object's metadata or top-level fields: what it does not name
 * stays as it is, also when this build does not know it.
 *
 * @param json the patch's text
 */
public record MergePatch(String json) {

  /** Starts an empty patch. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects the parts of a patch. Not safe for use by many threads. */
  public static final class Builder {
    private final JsonObject root = new JsonObject();

    private Builder() {}

    /** Sets labels; a null value removes one. */
    public Builder labels(Map<String, ? extends @Nullable String> labels) {
      return strings("labels", labels);
    }

    /** Sets annotations; a null value removes one. */
    public Builder annotations(Map<String, ? extends @Nullable String> annotations) {
      return strings("annotations", annotations);
    }

    /**
     * Replaces the list of finalizers. A merge patch can only replace a list whole, so name the
     * {@link #resourceVersion} that the list was read with.
     */
    public Builder finalizers(List<String> finalizers) {
      JsonArray array = new JsonArray();
      finalizers.forEach(array::add);
      metadata().add("finalizers", array);
      return this;
    }

    /** Replaces the list of owners, under the same rule as {@link #finalizers}. */
    public Builder ownerReferences(List<V1OwnerReference> owners) {
      metadata().add("ownerReferences", JSON.getGson().toJsonTree(owners));
      return this;
    }

    /** Makes the patch fail with a conflict when the object has another version by now. */
    public Builder resourceVersion(String resourceVersion) {
      metadata().addProperty("resourceVersion", resourceVersion);
      return this;
    }

    /** Makes the patch fail when the object of that name has another UID by now. */
    public Builder uid(String uid) {
      metadata().addProperty("uid", uid);
      return this;
    }

    /** Sets a top-level field. */
    public Builder field(String name, Object value) {
      root.add(name, JSON.getGson().toJsonTree(value));
      return this;
    }

    /** Sets members of a top-level object; a null value removes one, the others stay. */
    public Builder members(String name, Map<String, ? extends @Nullable Object> values) {
      root.add(name, object(values));
      return this;
    }

    /** The patch. */
    public MergePatch build() {
      return new MergePatch(root.toString());
    }

    private Builder strings(String member, Map<String, ? extends @Nullable String> values) {
      metadata().add(member, object(values));
      return this;
    }

    private static JsonObject object(Map<String, ? extends @Nullable Object> values) {
      JsonObject object = new JsonObject();
      values.forEach(
          (key, value) ->
              object.add(
                  key, value == null ? JsonNull.INSTANCE : JSON.getGson().toJsonTree(value)));
      return object;
    }

    private JsonObject metadata() {
      if (!root.has("metadata")) {
        root.add("metadata", new JsonObject());
      }
      return root.getAsJsonObject("metadata");
    }
  }
}
