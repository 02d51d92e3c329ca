package io.flatnet.controllers.migrate;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.flatnet.controllers.store.ResourceType;
import java.util.List;
import java.util.Optional;

/** An object as it is in a backup: what its author wrote, without what API servers set. Pure. */
public final class BackupObject {
  /** The resources that a backup may have, in its order. */
  static final List<ResourceType<?>> TYPES =
      List.of(
          OldResources.DEFINITIONS,
          ResourceType.NAMESPACES,
          ResourceType.SERVICES,
          OldResources.SUBNETS,
          ResourceType.FLAT_NETWORK_SUBNETS);

  private static final String NAMESPACE_LABEL = "kubernetes.io/metadata.name";

  /** Set by API servers, or meaningless on another one as it names UIDs. */
  private static final List<String> SERVER_SET =
      List.of(
          "uid",
          "resourceVersion",
          "generation",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds",
          "managedFields",
          "selfLink",
          "ownerReferences");

  private BackupObject() {}

  /**
   * The object as a backup has it. Unknown fields stay; of a MacvlanSubnet all does but the
   * metadata that the server sets, since nobody else's status is known to be one.
   */
  public static JsonObject of(JsonObject object) {
    JsonObject copy = object.deepCopy();
    if (copy.get("metadata") instanceof JsonObject metadata) {
      SERVER_SET.forEach(metadata::remove);
      dropIfEmpty(metadata, "labels");
      dropIfEmpty(metadata, "annotations");
      if (metadata.get("finalizers") instanceof JsonArray all && all.isEmpty()) {
        metadata.remove("finalizers");
      }
    }
    Optional<ResourceType<?>> type = type(object);
    if (type.filter(OldResources.SUBNETS::equals).isEmpty()) {
      copy.remove("status");
    }
    if (type.filter(ResourceType.NAMESPACES::equals).isPresent()) {
      Json.object(copy, "spec").remove("finalizers");
      dropIfEmpty(copy, "spec");
      Json.object(copy, "metadata", "labels").remove(NAMESPACE_LABEL);
      dropIfEmpty(Json.metadata(copy), "labels");
    }
    return copy;
  }

  private static void dropIfEmpty(JsonObject object, String member) {
    if (object.get(member) instanceof JsonObject part && part.isEmpty()) {
      object.remove(member);
    }
  }

  /** The resource of an object, by its apiVersion and kind; empty when backups have none of it. */
  static Optional<ResourceType<?>> type(JsonObject object) {
    String version = Json.text(object, "apiVersion");
    String kind = Json.text(object, "kind");
    for (ResourceType<?> type : TYPES) {
      if (type.apiVersion().equals(version) && type.kind().equals(kind)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
