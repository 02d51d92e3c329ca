package io.flatnet.apiserver;

/**
 * What a path points at.
 *
 * @param type the kind
 * @param namespace the namespace, empty for all of them or for cluster-wide kinds
 * @param name the object, empty for all of them
 * @param subresource such as {@code status}, empty for the object itself
 */
record Target(ResourceType type, String namespace, String name, String subresource) {
  ObjectKey key() {
    return new ObjectKey(namespace, name);
  }

  boolean isStatus() {
    return subresource.equals("status");
  }
}
