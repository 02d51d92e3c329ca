package io.flatnet.cni;

/**
 * A pod as the container runtime names it; its FlatNetworkIP has the same namespace and name.
 *
 * @param namespace the pod's namespace
 * @param name the pod's name
 * @param uid the pod's UID; empty when the runtime does not say
 */
public record PodReference(String namespace, String name, String uid) {
  /** {@code namespace/name}. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
