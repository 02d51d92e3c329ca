package io.flatnet.ipam;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

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
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(to, "to");
    if (from.family() != to.family()) {
      throw new IllegalArgumentException(
          refused(from, to)
              + "both ends must be of one family, got "
              + from.family()
              + " and "
              + to.family()
              + "; make one range for each family");
    }
    if (from.compareTo(to) > 0) {
      throw new IllegalArgumentException(
          refused(from, to) + "it must go upwards, got an end below the start; exchange the two");
    }
  }

  private static String refused(IpAddress from, IpAddress to) {
    return "cannot make range \"" + from + "-" + to + "\": ";
  }

  /**
   * Parses {@code FROM-TO}, or one address alone, as {@link #toString} prints them. Each end is as
   * strict as {@link IpAddress#parse}.
   *
   * @throws AddressFormatException if the text is no range; it says where and why
   */
  public static IpRange parse(String text) {
    int dash = Objects.requireNonNull(text, "text").indexOf('-');
    if (dash < 0) {
      return of(IpText.parsePart("range", text, 0, text.length()));
    }
    IpAddress from = IpText.parsePart("range", text, 0, dash);
    IpAddress to = IpText.parsePart("range", text, dash + 1, text.length());
    if (from.family() != to.family()) {
      throw new AddressFormatException(
          "range", text, dash + 1, "both ends must be of one family; write one range for each");
    }
    if (from.compareTo(to) > 0) {
      throw new AddressFormatException(
          "range", text, dash + 1, "the end must not be below the start; exchange the two");
    }
    return new IpRange(from, to);
  }

  /** The range of one address. */
  public static IpRange of(IpAddress address) {
    return new IpRange(Objects.requireNonNull(address, "address"), address);
  }

  /** The family of both ends. */
  public IpFamily family() {
    return from.family();
  }

  /** Whether the address is of this family and inside. */
  public boolean contains(IpAddress address) {
    Objects.requireNonNull(address, "address");
    return from.compareTo(address) <= 0 && address.compareTo(to) <= 0;
  }

  /** Whether the two have an address in common. */
  public boolean overlaps(IpRange other) {
    Objects.requireNonNull(other, "other");
    return from.compareTo(other.to) <= 0 && other.from.compareTo(to) <= 0;
  }

  /** How many addresses there are: 1 to 2^128. */
  public BigInteger addressCount() {
    return new BigInteger(1, to.toBytes())
        .subtract(new BigInteger(1, from.toBytes()))
        .add(BigInteger.ONE);
  }

  /** The addresses, ascending. Each is made when it is asked for; the iterator cannot remove. */
  public Iterable<IpAddress> addresses() {
    return () -> new AddressIterator(List.of(this).iterator());
  }

  /**
   * The least list of prefixes that have exactly the addresses of this range, ascending: at most 62
   * in IPv4 and 254 in IPv6.
   */
  public List<IpPrefix> prefixes() {
    List<IpPrefix> prefixes = new ArrayList<>();
    PrefixCover.append(this, prefixes);
    return Collections.unmodifiableList(prefixes);
  }

  /** By first address, then by last. */
  @Override
  public int compareTo(IpRange other) {
    Objects.requireNonNull(other, "other");
    int byFrom = from.compareTo(other.from);
    return byFrom != 0 ? byFrom : to.compareTo(other.to);
  }

  /** {@code FROM-TO}, or the address alone. */
  @Override
  public String toString() {
    return from.equals(to) ? from.toString() : from + "-" + to;
  }
}
