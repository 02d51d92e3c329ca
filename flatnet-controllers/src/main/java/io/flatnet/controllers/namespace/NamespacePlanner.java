package io.flatnet.controllers.namespace;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NamespaceStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Decides what the NetworkAttachmentDefinition of a namespace needs. Pure.
 *
 * <p>The definition is owned by its Namespace: an object in a namespace may have a cluster-scoped
 * owner (Kubernetes documentation, "Owners and Dependents").
 */
final class NamespacePlanner {
  private static final String NAMESPACE_KIND = "Namespace";
  private static final String CORE_VERSION = "v1";

  private final JsonObject config;

  /** A planner that wants this configuration everywhere. */
  NamespacePlanner(AttachmentSettings settings) {
    this.config = settings.config();
  }

  /** The key of a namespace's definition. */
  static ObjectKey key(ObjectKey namespace) {
    return new ObjectKey(namespace.name(), FlatNetwork.NETWORK_NAME);
  }

  /** Whether nothing can be made in the namespace any more. */
  static boolean isTerminating(V1Namespace namespace) {
    V1NamespaceStatus status = namespace.getStatus();
    return Metadata.isDeleting(namespace)
        || (status != null && "Terminating".equals(status.getPhase()));
  }

  /** What is to be done. */
  NamespaceAction plan(V1Namespace namespace, Optional<NetworkAttachmentDefinition> definition) {
    if (isTerminating(namespace)) {
      return new NamespaceAction.None();
    }
    return definition.isPresent()
        ? repair(namespace, definition.get())
        : new NamespaceAction.Create(create(namespace));
  }

  private NetworkAttachmentDefinition create(V1Namespace namespace) {
    ObjectKey key = key(ObjectKey.of(namespace));
    V1ObjectMeta metadata =
        new V1ObjectMeta()
            .namespace(key.namespace())
            .name(key.name())
            .ownerReferences(List.of(owner(namespace)));
    return new NetworkAttachmentDefinition(metadata, config.toString());
  }

  private NamespaceAction repair(V1Namespace namespace, NetworkAttachmentDefinition definition) {
    V1ObjectMeta metadata = definition.getMetadata();
    boolean sameConfig = isSame(definition.config());
    List<V1OwnerReference> present =
        Objects.requireNonNullElse(metadata.getOwnerReferences(), List.of());
    List<V1OwnerReference> wanted = owners(namespace, present);
    if (metadata.getDeletionTimestamp() != null || (sameConfig && wanted.equals(present))) {
      return new NamespaceAction.None(); // one that goes is made anew when it is gone
    }
    MergePatch.Builder patch = MergePatch.builder().resourceVersion(Metadata.version(definition));
    if (!sameConfig) {
      patch.field("spec", Map.of("config", config.toString()));
    }
    if (!wanted.equals(present)) {
      patch.ownerReferences(wanted);
    }
    return new NamespaceAction.Repair(ObjectKey.of(definition), patch.build());
  }

  /** Others' owners stay; a namespace of the same name that was before is none. */
  private static List<V1OwnerReference> owners(
      V1Namespace namespace, List<V1OwnerReference> present) {
    String uid = Metadata.uid(namespace);
    List<V1OwnerReference> owners =
        new ArrayList<>(
            present.stream()
                .filter(o -> !NAMESPACE_KIND.equals(o.getKind()) || uid.equals(o.getUid()))
                .toList());
    if (owners.stream().noneMatch(owner -> uid.equals(owner.getUid()))) {
      owners.add(owner(namespace));
    }
    return List.copyOf(owners);
  }

  private static V1OwnerReference owner(V1Namespace namespace) {
    return new V1OwnerReference()
        .apiVersion(CORE_VERSION)
        .kind(NAMESPACE_KIND)
        .name(ObjectKey.of(namespace).name())
        .uid(Metadata.uid(namespace));
  }

  private boolean isSame(String text) {
    try {
      return config.equals(JsonParser.parseString(text));
    } catch (JsonParseException _) {
      return false; // no JSON: to be repaired
    }
  }
}
