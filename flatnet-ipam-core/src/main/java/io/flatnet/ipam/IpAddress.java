package io.flatnet.ipam;

import java.util.Objects;

/**
 * An IPv4 or IPv6 address: two unsigned 64-bit halves and the family.
 *
 * <p>The order is total: IPv4 before IPv6, then by the unsigned value.
 *
 * @param family the family
 * @param high the upper 64 bits in network order; 0 for IPv4
 * @param low the lower 64 bits; for IPv4 the address as an unsigned 32-bit number
 */
public record IpAddress(IpFamily family, long high, long low) implements Comparable<IpAddress> {
  private static final long IPV4_MAX = 0xffff_ffffL;

  /** {@code 0.0.0.0} */
  public static final IpAddress IPV4_LOWEST = new IpAddress(IpFamily.IPV4, 0, 0);

  /** {@code 255.255.255.255} */
  public static final IpAddress IPV4_HIGHEST = new IpAddress(IpFamily.IPV4, 0, IPV4_MAX);

  /** {@code ::} */
  public static final IpAddress IPV6_LOWEST = new IpAddress(IpFamily.IPV6, 0, 0);

  /** {@code ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff} */
  public static final IpAddress IPV6_HIGHEST = new IpAddress(IpFamily.IPV6, -1, -1);

  /**
   * @throws IllegalArgumentException if an IPv4 value has more than 32 bits
   */
  public IpAddress {
    Objects.requireNonNull(family, "family");
    if (family == IpFamily.IPV4 && (high != 0 || (low & ~IPV4_MAX) != 0)) {
      throw new IllegalArgumentException(
          "cannot make IPv4 address \"0x"
              + Long.toHexString(high)
              + ":0x"
              + Long.toHexString(low)
              + "\": it has 32 bits, got more; put them into the lower half, and 0 into the upper");
    }
  }

  /** The IPv4 address of an unsigned 32-bit number: {@code 0x0a000001} is {@code 10.0.0.1}. */
  public static IpAddress ofIpv4(int value) {
    return new IpAddress(IpFamily.IPV4, 0, Integer.toUnsignedLong(value));
  }

  /** The IPv6 address of its two halves in network order. */
  public static IpAddress ofIpv6(long high, long low) {
    return new IpAddress(IpFamily.IPV6, high, low);
  }

  /**
   * The address of 4 or 16 bytes in network order.
   *
   * @throws IllegalArgumentException if the length is neither 4 nor 16
   */
  public static IpAddress ofBytes(byte[] bytes) {
    if (Objects.requireNonNull(bytes, "bytes").length == IpFamily.IPV4.bytes()) {
      return new IpAddress(IpFamily.IPV4, 0, bigEndian(bytes, 0, IpFamily.IPV4.bytes()));
    }
    if (bytes.length == IpFamily.IPV6.bytes()) {
      return ofIpv6(bigEndian(bytes, 0, Long.BYTES), bigEndian(bytes, Long.BYTES, Long.BYTES));
    }
    throw new IllegalArgumentException(
        "cannot make an address of bytes: it has 4 or 16 of them, got "
            + bytes.length
            + "; give all bytes in network order");
  }

  private static long bigEndian(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = (value << Byte.SIZE) | (bytes[i] & 0xff);
    }
    return value;
  }

  /**
   * Parses strictly: IPv4 as four decimal numbers without leading zeros, IPv6 as RFC 4291 2.2 in
   * any of its forms. Zone ids ({@code %eth0}) are refused, since they mean nothing outside one
   * host.
   *
   * @throws AddressFormatException if the text is no address; it says where and why
   */
  public static IpAddress parse(String text) {
    return IpText.parse(Objects.requireNonNull(text, "text"));
  }

  /** The lowest address of a family: all bits zero. */
  public static IpAddress lowest(IpFamily family) {
    return Objects.requireNonNull(family, "family") == IpFamily.IPV4 ? IPV4_LOWEST : IPV6_LOWEST;
  }

  /** The highest address of a family: all bits one. */
  public static IpAddress highest(IpFamily family) {
    return Objects.requireNonNull(family, "family") == IpFamily.IPV4 ? IPV4_HIGHEST : IPV6_HIGHEST;
  }

  /** Whether this is the last address of its family, which {@link #next} refuses. */
  public boolean isHighest() {
    return equals(highest(family));
  }

  /** Whether this is the first address of its family, which {@link #previous} refuses. */
  public boolean isLowest() {
    return high == 0 && low == 0;
  }

  /**
   * The address one above.
   *
   * @throws ArithmeticException if this is the last of its family
   */
  public IpAddress next() {
    if (isHighest()) {
      throw new ArithmeticException("no address comes after " + this);
    }
    return new IpAddress(family, low == -1 ? high + 1 : high, low + 1);
  }

  /**
   * The address one below.
   *
   * @throws ArithmeticException if this is the first of its family
   */
  public IpAddress previous() {
    if (isLowest()) {
      throw new ArithmeticException("no address comes before " + this);
    }
    return new IpAddress(family, low == 0 ? high - 1 : high, low - 1);
  }

  /** Whether this is a multicast address (RFC 5771, RFC 4291 2.7). */
  public boolean isMulticast() {
    return family == IpFamily.IPV4 ? low >>> 28 == 0xe : high >>> 56 == 0xff;
  }

  /** Whether all bits are zero (RFC 1122 3.2.1.3, RFC 4291 2.5.2). */
  public boolean isUnspecified() {
    return isLowest();
  }

  /** The 4 or 16 bytes in network order; a new array each time. */
  public byte[] toBytes() {
    byte[] bytes = new byte[family.bytes()];
    for (int i = 0; i < bytes.length; i++) {
      int bitsBelow = (bytes.length - 1 - i) * Byte.SIZE;
      bytes[i] =
          (byte) (bitsBelow >= Long.SIZE ? high >>> (bitsBelow - Long.SIZE) : low >>> bitsBelow);
    }
    return bytes;
  }

  @Override
  public int compareTo(IpAddress other) {
    Objects.requireNonNull(other, "other");
    int byFamily = family.compareTo(other.family);
    if (byFamily != 0) {
      return byFamily;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** The canonical text: dotted decimal, or RFC 5952. */
  @Override
  public String toString() {
    return IpText.print(this);
  }
}
