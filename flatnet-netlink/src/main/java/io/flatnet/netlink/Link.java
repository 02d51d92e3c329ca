package io.flatnet.netlink;

import io.flatnet.ipam.MacAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A network link as the kernel described it.
 *
 * @param index the number by which its namespace knows it, from 1
 * @param name at most 15 bytes
 * @param kind what it is
 * @param flags IFF_ bits of linux/if.h
 * @param mac its address, null where it has none of six octets
 * @param mtuBytes the largest packet
 * @param parentIndex the link below (IFLA_LINK), in the namespace {@code parentNamespaceId}; 0 =
 *     none
 * @param parentNamespaceId the nsid of the parent's namespace, null when it is this one
 * @param masterIndex the bridge or bond it belongs to; 0 = none
 * @param promiscuity how many users asked for promiscuous mode
 * @param alias free text, null when unset
 */
public record Link(
    int index,
    String name,
    LinkKind kind,
    int flags,
    @Nullable MacAddress mac,
    int mtuBytes,
    int parentIndex,
    @Nullable Integer parentNamespaceId,
    int masterIndex,
    int promiscuity,
    @Nullable String alias) {
  static final int IFF_UP = 0x1;
  static final int IFF_LOOPBACK = 0x8;
  static final int IFF_PROMISC = 0x100;
  static final int IFF_LOWER_UP = 0x10000;

  /**
   * @throws NullPointerException if the name or kind is null
   */
  public Link {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(kind, "kind");
  }

  /** Whether it is administratively up. */
  public boolean isUp() {
    return (flags & IFF_UP) != 0;
  }

  /** Whether it has a carrier. */
  public boolean hasCarrier() {
    return (flags & IFF_LOWER_UP) != 0;
  }

  /** Whether it was set promiscuous by IFF_PROMISC. */
  public boolean isPromiscuous() {
    return (flags & IFF_PROMISC) != 0;
  }

  /** Whether it is the loopback. */
  public boolean isLoopback() {
    return (flags & IFF_LOOPBACK) != 0;
  }
}
