package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import java.util.List;

/** The addresses of links. Every verb throws {@link NetlinkException}. */
public final class Addresses {
  Addresses() {}

  /**
   * Adds an address; EEXIST if the link has it. IPv4 gets the broadcast address of its prefix,
   * except in /31 and /32. Equivalent to: {@code ip addr add ADDRESS/LENGTH broadcast + dev LINK}.
   */
  public void add(int linkIndex, IpAddress address, int prefixLength, AddressOption... options) {
    Pending.later();
  }

  /**
   * Adds an address, or sets it anew if the link has it. Equivalent to: {@code ip addr replace …}.
   */
  public void replace(
      int linkIndex, IpAddress address, int prefixLength, AddressOption... options) {
    Pending.later();
  }

  /** EADDRNOTAVAIL if the link has none such. Equivalent to: {@code ip addr del …}. */
  public void delete(int linkIndex, IpAddress address, int prefixLength) {
    Pending.later();
  }

  /** The addresses of one link. Equivalent to: {@code ip addr show dev LINK}. */
  public List<InterfaceAddress> list(int linkIndex) {
    return Pending.later();
  }

  /** The addresses of all links. Equivalent to: {@code ip addr show}. */
  public List<InterfaceAddress> list() {
    return Pending.later();
  }
}
