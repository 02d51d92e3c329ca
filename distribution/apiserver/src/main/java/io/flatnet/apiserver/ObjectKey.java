package io.flatnet.apiserver;

/**
 * The name of an object among those of its kind.
 *
 * @param namespace its namespace, empty for cluster-wide kinds
 * @param name its name
 */
record ObjectKey(String namespace, String name) {
  /** Its key as in etcd, which is what lists are ordered by. */
  String path() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
