package io.flatnet.ipam;

/** The two address families. Ordered: IPv4 before IPv6. */
public enum IpFamily {
  /** IPv4, RFC 791: 32 bits. */
  IPV4(32),
  /** IPv6, RFC 8200: 128 bits. */
  IPV6(128);

  private final int bits;

  IpFamily(int bits) {
    this.bits = bits;
  }

  /** The width of an address in bits: 32 or 128. */
  public int bits() {
    return bits;
  }

  /** The width of an address in bytes: 4 or 16. */
  public int bytes() {
    return bits / Byte.SIZE;
  }
}
