package io.flatnet.cni;

import io.flatnet.api.Phase;

/**
 * A pod's FlatNetworkIP as the plugin needs it; texts are empty where the object has none.
 *
 * @param namespace the pod's namespace
 * @param name the pod's name
 * @param uid the object's UID
 * @param resourceVersion the object's version
 * @param ipv6to4 whether the pod also gets the 6to4 address of its IPv4 address
 * @param subnet the subnet's name
 * @param podId the pod's UID
 * @param phase where it stands
 * @param failureMessage why it is {@code Failed}
 * @param address the address given
 * @param mac the MAC given
 */
public record Claim(
    String namespace,
    String name,
    String uid,
    String resourceVersion,
    boolean ipv6to4,
    String subnet,
    String podId,
    Phase phase,
    String failureMessage,
    String address,
    String mac) {
  /** Whether an address was given, so that the interface can be made. */
  public boolean hasAddress() {
    return !address.isEmpty();
  }

  /** {@code namespace/name}. */
  public String key() {
    return namespace + "/" + name;
  }
}
