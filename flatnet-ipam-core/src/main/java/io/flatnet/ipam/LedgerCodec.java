package io.flatnet.ipam;

import io.flatnet.ipam.LedgerFormatException.Fault;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;

/**
 * Writes and reads the addresses in use as the text of {@code status.ledger}.
 *
 * <p>Version 1 is {@code v1}, then for each family that has addresses {@code ;4:} or {@code ;6:}
 * and the base64url (RFC 4648 5, no padding) of its run lengths. These alternate: the addresses
 * before the first range counted from the family's lowest, then for each range the number of
 * addresses in it less one, and between two ranges the number of addresses in the gap less one.
 * Each number is written in groups of seven bits, the lowest first, with the upper bit of a byte
 * saying that another follows (as in LEB128), and takes at most 128 bits. A set has exactly one
 * such text, and the addresses are absolute: a changed cidr does not move them.
 *
 * <p>A range costs at least two addresses and two bytes, so the worst state of a /16, every second
 * address, takes 64 KiB of bytes and 88 KiB of text.
 */
public final class LedgerCodec {
  private static final String VERSION = "v1";
  private static final String IPV4_SECTION = ";4:";
  private static final String IPV6_SECTION = ";6:";

  private LedgerCodec() {}

  /** The text of the addresses. O(n) in the number of ranges. */
  public static String encode(RangeSet used) {
    Objects.requireNonNull(used, "used");
    StringBuilder out = new StringBuilder(VERSION);
    appendSection(out, IPV4_SECTION, IpFamily.IPV4, used);
    appendSection(out, IPV6_SECTION, IpFamily.IPV6, used);
    return out.toString();
  }

  private static void appendSection(
      StringBuilder out, String name, IpFamily family, RangeSet used) {
    RunWriter writer = new RunWriter();
    for (IpRange range : used) {
      if (range.family() == family) {
        writer.write(range);
      }
    }
    byte[] bytes = writer.out.toByteArray();
    if (bytes.length > 0) {
      out.append(name).append(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
  }

  /**
   * The addresses of a text. Linear in its length, whatever it says.
   *
   * @throws LedgerFormatException if the text is of another version or damaged; it says where
   */
  public static RangeSet decode(String text) {
    Objects.requireNonNull(text, "text");
    if (!text.equals(VERSION) && !text.startsWith(VERSION + ";")) {
      throw new LedgerFormatException(
          Fault.UNKNOWN_VERSION,
          text,
          0,
          "it must start with the version v1, got another; use the release that wrote it");
    }
    List<IpRange> ranges = new ArrayList<>();
    int position = VERSION.length();
    if (text.startsWith(IPV4_SECTION, position)) {
      int end = text.indexOf(';', position + IPV4_SECTION.length());
      int to = end < 0 ? text.length() : end;
      readSection(text, position + IPV4_SECTION.length(), to, IpFamily.IPV4, ranges);
      position = to;
    }
    if (text.startsWith(IPV6_SECTION, position)) {
      readSection(text, position + IPV6_SECTION.length(), text.length(), IpFamily.IPV6, ranges);
      position = text.length();
    }
    if (position != text.length()) {
      throw damaged(text, position, "only the sections 4 and 6 may follow, in this order");
    }
    return canonical(RangeSet.copyOf(ranges), text);
  }

  /** One set has one text: else two writers could differ for ever. */
  private static RangeSet canonical(RangeSet used, String text) {
    String written = encode(used);
    if (!written.equals(text)) {
      int end = Math.min(written.length(), text.length());
      int same = 0;
      while (same < end && written.charAt(same) == text.charAt(same)) {
        same++;
      }
      throw damaged(text, same, "the runs must be in their shortest form");
    }
    return used;
  }

  private static void readSection(
      String text, int from, int to, IpFamily family, List<IpRange> ranges) {
    RunReader reader = new RunReader(bytes(text, from, to), family);
    while (reader.hasNext()) {
      int start = reader.position();
      IpRange range = reader.next();
      if (range == null) {
        int at = from + start * 4 / 3; // base64 has four characters for three bytes
        throw damaged(text, at, "each run must be whole and end inside the address family");
      }
      ranges.add(range);
    }
  }

  private static byte[] bytes(String text, int from, int to) {
    try {
      return Base64.getUrlDecoder()
          .decode(text.substring(from, to).getBytes(StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException e) {
      int at = from;
      while (at < to && isBase64(text.charAt(at))) {
        at++;
      }
      LedgerFormatException damaged =
          damaged(text, at, "a section must be whole base64url without padding");
      damaged.initCause(e);
      throw damaged;
    }
  }

  private static boolean isBase64(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '-'
        || c == '_';
  }

  private static LedgerFormatException damaged(String text, int position, String constraint) {
    return new LedgerFormatException(
        Fault.DAMAGED,
        text,
        position,
        constraint + "; remove the field status.ledger to have it rebuilt from the FlatNetworkIPs");
  }
}
