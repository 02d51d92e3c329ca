package io.flatnet.cni.attach;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpFamily;
import io.flatnet.ipam.IpPrefix;

/**
 * An address of an interface with the length of its network.
 *
 * @param address the address itself, host bits and all
 * @param length 0 to 32 or 0 to 128
 */
public record InterfacePrefix(IpAddress address, int length) {
  /** RFC 3056 section 2: 2002::/16 followed by the 32 bits of the IPv4 address. */
  private static final long SIX_TO_FOUR = 0x2002_0000_0000_0000L;

  private static final int SIX_TO_FOUR_BITS = 48;

  /**
   * @throws IllegalArgumentException if the length does not fit the family
   */
  public InterfacePrefix {
    if (length < 0 || length > address.family().bits()) {
      throw new IllegalArgumentException("no prefix length of " + address + ": " + length);
    }
  }

  /** The network the address is in. */
  public IpPrefix network() {
    return new IpPrefix(address, length);
  }

  /**
   * The 6to4 address of an IPv4 address: {@code a.b.c.d/n} gives {@code 2002:aabb:ccdd::/48-(32-n)}
   * (RFC 3056).
   *
   * @throws IllegalArgumentException if this is IPv6
   */
  public InterfacePrefix sixToFour() {
    if (address.family() != IpFamily.IPV4) {
      throw new IllegalArgumentException("6to4 is of IPv4 addresses, got " + address);
    }
    IpAddress mapped = IpAddress.ofIpv6(SIX_TO_FOUR | address.low() << 16, 0);
    return new InterfacePrefix(mapped, SIX_TO_FOUR_BITS - (IpFamily.IPV4.bits() - length));
  }

  /** {@code ADDRESS/LENGTH}. */
  @Override
  public String toString() {
    return address + "/" + length;
  }
}
