package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Whether a namespace takes new objects. Source: the NamespaceLifecycle admission plugin. */
final class NamespaceGuard {
  private final ObjectStore store;

  NamespaceGuard(ObjectStore store) {
    this.store = store;
  }

  /**
   * Passes if an object may be made in a namespace.
   *
   * @throws ApiFailure 404 if there is no such namespace, 403 if it is being deleted
   */
  void checkCanCreate(ResourceType type, String namespace, String name) {
    if (!type.namespaced()) {
      return;
    }
    Optional<StoredObject> found = store.get(BuiltInTypes.NAMESPACES, new ObjectKey("", namespace));
    StoredObject object =
        found.orElseThrow(() -> ApiFailure.notFound(BuiltInTypes.NAMESPACES, namespace));
    if (object.metadata().isDeleting()) {
      throw ApiFailure.forbidden(
          type,
          name,
          "unable to create new content in namespace %s because it is being terminated"
              .formatted(namespace));
    }
  }

  /** Whether nothing in the spec holds an object back, as the finalizers in a namespace's do. */
  static boolean isEmptied(ResourceType type, ObjectNode object) {
    return !type.is(BuiltInTypes.NAMESPACES) || object.path("spec").path("finalizers").isEmpty();
  }
}
