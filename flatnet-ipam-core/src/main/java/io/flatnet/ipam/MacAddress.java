package io.flatnet.ipam;

import java.util.Objects;

/**
 * A 48-bit MAC address (IEEE 802 EUI-48).
 *
 * @param value the address in the lower 48 bits, first octet uppermost
 */
public record MacAddress(long value) implements Comparable<MacAddress> {
  private static final int OCTETS = 6;
  private static final long MAX = 0xffff_ffff_ffffL;

  /**
   * @throws IllegalArgumentException if the value has more than 48 bits
   */
  public MacAddress {
    if ((value & ~MAX) != 0) {
      throw new IllegalArgumentException(
          "cannot make MAC address \"0x"
              + Long.toHexString(value)
              + "\": it has 48 bits, got more; put them into the lower 48");
    }
  }

  /**
   * The address of six octets.
   *
   * @throws IllegalArgumentException if there are not six
   */
  public static MacAddress ofBytes(byte[] octets) {
    if (Objects.requireNonNull(octets, "octets").length != OCTETS) {
      throw new IllegalArgumentException(
          "cannot make a MAC address of octets: it has 6 of them, got "
              + octets.length
              + "; give all octets, the first one first");
    }
    long value = 0;
    for (byte octet : octets) {
      value = (value << Byte.SIZE) | (octet & 0xff);
    }
    return new MacAddress(value);
  }

  /**
   * Parses six pairs of hex digits joined by {@code :} or {@code -}, in either case.
   *
   * @throws AddressFormatException if the text is no MAC address; it says where and why
   */
  public static MacAddress parse(String text) {
    if (Objects.requireNonNull(text, "text").length() != OCTETS * 3 - 1) {
      throw fault(text, Math.min(text.length(), OCTETS * 3 - 1));
    }
    char separator = text.charAt(2);
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (i % 3 == 2) {
        if (c != separator || (c != ':' && c != '-')) {
          throw fault(text, i);
        }
        continue;
      }
      int digit = c < 128 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw fault(text, i);
      }
      value = (value << 4) | digit;
    }
    return new MacAddress(value);
  }

  private static AddressFormatException fault(String text, int position) {
    return new AddressFormatException(
        "MAC address",
        text,
        position,
        "expected six pairs of hex digits joined by ':' or by '-'; write it as in"
            + " 02:00:5e:10:00:01");
  }

  /** Whether the group bit is set: such an address cannot be an interface's own. */
  public boolean isMulticast() {
    return ((value >>> 40) & 1) == 1;
  }

  /** Whether all bits are zero, which the kernel refuses for an interface. */
  public boolean isZero() {
    return value == 0;
  }

  /** The six octets; a new array each time. */
  public byte[] toBytes() {
    byte[] octets = new byte[OCTETS];
    for (int i = 0; i < OCTETS; i++) {
      octets[i] = (byte) (value >>> (Byte.SIZE * (OCTETS - 1 - i)));
    }
    return octets;
  }

  @Override
  public int compareTo(MacAddress other) {
    Objects.requireNonNull(other, "other");
    return Long.compare(value, other.value);
  }

  /** The canonical form: lower case, joined by colons. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder(OCTETS * 3 - 1);
    for (byte octet : toBytes()) {
      if (!out.isEmpty()) {
        out.append(':');
      }
      out.append(Character.forDigit((octet >> 4) & 0xf, 16))
          .append(Character.forDigit(octet & 0xf, 16));
    }
    return out.toString();
  }
}
