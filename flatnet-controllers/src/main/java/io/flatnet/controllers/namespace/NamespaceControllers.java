package io.flatnet.controllers.namespace;

import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.runtime.ControllerContext;
import io.flatnet.controllers.runtime.ControllerGroup;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * Has a NetworkAttachmentDefinition in every namespace, so that pods can name the flat network.
 * Waits for the resource where there is no Multus.
 */
public final class NamespaceControllers extends ControllerGroup {
  private final WorkQueue<ObjectKey> queue;

  /** Controllers that hear from these caches; the second is slimmed by {@link #slim}. */
  public NamespaceControllers(
      ControllerContext context,
      ObservedCache<V1Namespace> namespaces,
      ObservedCache<NetworkAttachmentDefinition> definitions,
      AttachmentSettings settings) {
    super("namespace", context);
    queue =
        queue(
            "namespace",
            new NamespaceReconciler(
                    namespaces,
                    definitions,
                    context.store().namespaces(),
                    context.store().resource(NetworkAttachmentDefinition.RESOURCE),
                    new NamespacePlanner(settings))
                ::reconcile);
    on(namespaces, this::namespaceChanged);
    on(definitions, this::definitionChanged);
  }

  /** Takes out of a definition what nobody uses: of others' networks, all but the name. */
  public static NetworkAttachmentDefinition slim(NetworkAttachmentDefinition definition) {
    V1ObjectMeta metadata = definition.getMetadata();
    if (FlatNetwork.NETWORK_NAME.equals(metadata.getName())) {
      return Slim.managedFields(definition);
    }
    return new NetworkAttachmentDefinition(
        Slim.emptyMetadata()
            .namespace(metadata.getNamespace())
            .name(metadata.getName())
            .resourceVersion(metadata.getResourceVersion()),
        null);
  }

  private void namespaceChanged(@Nullable V1Namespace before, @Nullable V1Namespace after) {
    if (after != null) {
      queue.add(ObjectKey.of(after));
    }
  }

  private void definitionChanged(
      @Nullable NetworkAttachmentDefinition before, @Nullable NetworkAttachmentDefinition after) {
    KubernetesObject definition = after != null ? after : before;
    if (definition != null && FlatNetwork.NETWORK_NAME.equals(ObjectKey.of(definition).name())) {
      queue.add(new ObjectKey("", ObjectKey.of(definition).namespace()));
    }
  }
}
