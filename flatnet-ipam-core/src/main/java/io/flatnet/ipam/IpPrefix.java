package io.flatnet.ipam;

import java.util.Objects;

/**
 * A network: an address whose host bits are zero, and a length (RFC 4632, RFC 4291 2.3).
 *
 * @param network the lowest address; host bits that are given are set to zero
 * @param length the number of network bits: 0 to 32 or 0 to 128
 */
public record IpPrefix(IpAddress network, int length) implements Comparable<IpPrefix> {
  /**
   * @throws IllegalArgumentException if the length is out of the family's bounds
   */
  public IpPrefix {
    Objects.requireNonNull(network, "network");
    if (length < 0 || length > network.family().bits()) {
      throw new IllegalArgumentException(
          "cannot make prefix \""
              + network
              + "/"
              + length
              + "\": the length must be 0 to "
              + network.family().bits()
              + ", got "
              + length
              + "; give how many leading bits the network has");
    }
    network = maskedTo(network, length, false);
  }

  /**
   * Parses {@code ADDRESS/LENGTH}. Host bits may be set and are dropped: {@code 10.0.0.7/24} is
   * {@code 10.0.0.0/24}.
   *
   * @throws AddressFormatException if the text is no prefix; it says where and why
   */
  public static IpPrefix parse(String text) {
    int slash = Objects.requireNonNull(text, "text").indexOf('/');
    if (slash < 0) {
      throw new AddressFormatException(
          "prefix", text, text.length(), "expected '/' and a length; write it as in 10.0.0.0/24");
    }
    IpAddress address = IpText.parsePart("prefix", text, 0, slash);
    return new IpPrefix(address, parseLength(text, slash + 1, address.family().bits()));
  }

  private static int parseLength(String text, int from, int max) {
    int digits = text.length() - from;
    boolean plain = digits >= 1 && digits <= 3 && (digits == 1 || text.charAt(from) != '0');
    int length = 0;
    for (int i = from; plain && i < text.length(); i++) {
      char c = text.charAt(i);
      plain = c >= '0' && c <= '9';
      length = length * 10 + (c - '0');
    }
    if (!plain || length > max) {
      throw new AddressFormatException(
          "prefix",
          text,
          from,
          "the length must be a number from 0 to "
              + max
              + " without sign or leading zeros; write how many leading bits the network has");
    }
    return length;
  }

  private static IpAddress maskedTo(IpAddress address, int length, boolean hostBits) {
    int ignored = IpFamily.IPV6.bits() - address.family().bits();
    int keep = length + ignored; // network bits counted in 128
    long highHost = keep >= Long.SIZE ? 0 : -1L >>> keep;
    long lowHost = keep <= Long.SIZE ? -1L : keep == 2 * Long.SIZE ? 0 : -1L >>> (keep - Long.SIZE);
    return hostBits
        ? new IpAddress(address.family(), address.high() | highHost, address.low() | lowHost)
        : new IpAddress(address.family(), address.high() & ~highHost, address.low() & ~lowHost);
  }

  /** The family of the network's addresses. */
  public IpFamily family() {
    return network.family();
  }

  /** The highest address: all host bits one. */
  public IpAddress last() {
    return maskedTo(network, length, true);
  }

  /** From the network address to {@link #last}. */
  public IpRange range() {
    return new IpRange(network, last());
  }

  /** Whether the address is of this family and inside. */
  public boolean contains(IpAddress address) {
    Objects.requireNonNull(address, "address");
    return address.family() == family() && maskedTo(address, length, false).equals(network);
  }

  /** By network, then the shorter length first. */
  @Override
  public int compareTo(IpPrefix other) {
    Objects.requireNonNull(other, "other");
    int byNetwork = network.compareTo(other.network);
    return byNetwork != 0 ? byNetwork : Integer.compare(length, other.length);
  }

  /** {@code NETWORK/LENGTH}. */
  @Override
  public String toString() {
    return network + "/" + length;
  }
}
