package io.flatnet.ipam;

import java.math.BigInteger;

/**
 * A closed interval of addresses of one family.
 *
 * @param from the first address
 * @param to the last address, not below the first
 */
public record IpRange(IpAddress from, IpAddress to) implements Comparable<IpRange> {
  /**
   * @throws IllegalArgumentException if the families differ or {@code to} is below {@code from}
   */
  public IpRange {
    if (from.family() != to.family()) {
      throw new IllegalArgumentException("a range has one family, got " + from + " to " + to);
    }
    if (from.compareTo(to) > 0) {
      throw new IllegalArgumentException(
          "a range goes upwards, got " + from + " to " + to + "; exchange the two");
    }
  }

  /** The range of one address. */
  public static IpRange of(IpAddress address) {
    return new IpRange(address, address);
  }

  /** The family of both ends. */
  public IpFamily family() {
    return from.family();
  }

  /** Whether the address is of this family and inside. */
  public boolean contains(IpAddress address) {
    return from.compareTo(address) <= 0 && address.compareTo(to) <= 0;
  }

  /** Whether the two have an address in common. */
  public boolean overlaps(IpRange other) {
    return from.compareTo(other.to) <= 0 && other.from.compareTo(to) <= 0;
  }

  /** How many addresses there are: 1 to 2^128. */
  public BigInteger addressCount() {
    return new BigInteger(1, to.toBytes())
        .subtract(new BigInteger(1, from.toBytes()))
        .add(BigInteger.ONE);
  }

  /** By first address, then by last. */
  @Override
  public int compareTo(IpRange other) {
    int byFrom = from.compareTo(other.from);
    return byFrom != 0 ? byFrom : to.compareTo(other.to);
  }

  /** {@code FROM-TO}, or the address alone. */
  @Override
  public String toString() {
    return from.equals(to) ? from.toString() : from + "-" + to;
  }
}
