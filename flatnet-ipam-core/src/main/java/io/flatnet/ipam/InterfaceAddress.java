package io.flatnet.ipam;

import java.util.Objects;
import java.util.Optional;

/**
 * An address as an interface has it: with the length of the network that is reached on its link.
 *
 * @param address the address; unlike in {@link IpPrefix} its host bits stay
 * @param length the number of network bits: 0 to 32 or 0 to 128
 */
public record InterfaceAddress(IpAddress address, int length) {
  private static final long PREFIX_6TO4 = 0x2002L << 48;
  private static final int LENGTH_6TO4 = 48;

  /**
   * @throws IllegalArgumentException if the length is out of the family's bounds
   */
  public InterfaceAddress {
    Objects.requireNonNull(address, "address");
    if (length < 0 || length > address.family().bits()) {
      throw new IllegalArgumentException(
          "cannot give address \""
              + address
              + "\" a prefix: its length must be 0 to "
              + address.family().bits()
              + ", got "
              + length
              + "; give how many leading bits its network has");
    }
  }

  /** The network of the address. */
  public IpPrefix prefix() {
    return new IpPrefix(address, length);
  }

  /**
   * The 6to4 address of an IPv4 address (RFC 3056 2): for {@code a.b.c.d/n} it is {@code
   * 2002:aabb:ccdd::/48-(32-n)}, so that hosts of one IPv4 network are of one IPv6 network. Empty
   * for an IPv6 address.
   */
  public Optional<InterfaceAddress> to6to4() {
    if (address.family() != IpFamily.IPV4) {
      return Optional.empty();
    }
    IpAddress mapped = IpAddress.ofIpv6(PREFIX_6TO4 | address.low() << Short.SIZE, 0);
    return Optional.of(new InterfaceAddress(mapped, LENGTH_6TO4 - (IpFamily.IPV4.bits() - length)));
  }

  /** {@code ADDRESS/LENGTH}. */
  @Override
  public String toString() {
    return address + "/" + length;
  }
}
