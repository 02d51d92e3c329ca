package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address of a link as the kernel described it.
 *
 * @param linkIndex the link
 * @param address the local address
 * @param prefixLength 0 to 32 or 0 to 128
 * @param flags IFA_F_ bits of linux/if_addr.h
 * @param scope a {@code RT_SCOPE_} number, see {@link RouteScope}
 * @param broadcast the broadcast address, null where none is set
 */
public record InterfaceAddress(
    int linkIndex,
    IpAddress address,
    int prefixLength,
    int flags,
    int scope,
    @Nullable IpAddress broadcast) {
  private static final int IFA_F_DADFAILED = 0x08;
  private static final int IFA_F_TENTATIVE = 0x40;
  private static final int IFA_F_PERMANENT = 0x80;

  /**
   * @throws NullPointerException if the address is null
   */
  public InterfaceAddress {
    Objects.requireNonNull(address, "address");
  }

  /** IPv6: whether duplicate address detection still runs (RFC 4862 5.4), so it cannot be used. */
  public boolean isTentative() {
    return (flags & IFA_F_TENTATIVE) != 0;
  }

  /** IPv6: whether another node has this address. */
  public boolean isDuplicate() {
    return (flags & IFA_F_DADFAILED) != 0;
  }

  /** Whether it has no lifetime. */
  public boolean isPermanent() {
    return (flags & IFA_F_PERMANENT) != 0;
  }

  /** Whether its scope is global (routable), not link or host. */
  public boolean isGlobal() {
    return scope == RouteScope.UNIVERSE.number();
  }
}
