package io.flatnet.ipam;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address that an owner holds.
 *
 * @param owner who holds it: {@code <namespace>/<name>} of the FlatNetworkIP; not empty
 * @param address the address
 * @param mac the MAC that goes with it, or null when the kernel chooses
 */
public record Lease(String owner, IpAddress address, @Nullable MacAddress mac) {
  /**
   * @throws IllegalArgumentException if the owner is empty
   */
  public Lease {
    Objects.requireNonNull(address, "address");
    if (owner.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot make a lease of \"" + address + "\": the owner must be named, got \"\"");
    }
  }
}
