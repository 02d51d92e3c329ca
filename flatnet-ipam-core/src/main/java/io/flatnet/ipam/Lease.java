package io.flatnet.ipam;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address that an owner holds.
 *
 * @param owner who holds it: {@code <namespace>/<name>} of the FlatNetworkIP; not empty
 * @param address the address
 * @param mac the MAC that goes with it, or null when the kernel chooses
 * @param identity what stays the same when the owner is made anew, such as {@code
 *     StatefulSet/<namespace>/<name>-<ordinal>}, or null when nothing does; not empty
 */
public record Lease(
    String owner, IpAddress address, @Nullable MacAddress mac, @Nullable String identity)
    implements HashTrie.Entry {
  /**
   * @throws IllegalArgumentException if the owner or the identity is empty
   */
  public Lease {
    Objects.requireNonNull(address, "address");
    if (owner.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot make a lease of \"" + address + "\": the owner must be named, got \"\"");
    }
    if (identity != null && identity.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot make a lease of \""
              + address
              + "\": the identity must be named, got \"\"; give null when there is none");
    }
  }

  /** A lease of an owner without a stable identity. */
  public Lease(String owner, IpAddress address, @Nullable MacAddress mac) {
    this(owner, address, mac, null);
  }
}
