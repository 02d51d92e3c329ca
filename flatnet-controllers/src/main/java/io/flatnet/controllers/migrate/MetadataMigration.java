package io.flatnet.controllers.migrate;

import com.google.gson.JsonObject;
import io.flatnet.controllers.store.ResourceType;
import java.util.List;
import java.util.Set;

/**
 * What becomes of the old names on objects without a pod template: Ingresses, whose {@code
 * macvlan.panda.io/ingress} sends their backends over the flat network, and what is left of the old
 * system on Namespaces. Pure.
 */
public final class MetadataMigration {
  private MetadataMigration() {}

  /** Plans for one object as the API server sent it. */
  public static Plan plan(ResourceType<?> type, JsonObject object) {
    JsonObject metadata = OldNames.patch(Json.metadata(object), Set.of());
    if (metadata.isEmpty() || Json.isDeleting(object)) {
      return new Plan.Nothing();
    }
    JsonObject patch = new JsonObject();
    patch.add("metadata", metadata);
    return new Plan.Write(Change.of(type, object, patch, false, List.of()));
  }
}
