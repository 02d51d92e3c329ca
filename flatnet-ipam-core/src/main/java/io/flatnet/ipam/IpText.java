package io.flatnet.ipam;

/** Reads and writes addresses: RFC 4291 2.2 in, RFC 5952 out. */
final class IpText {
  private static final int GROUPS = 8;
  private static final int MAX_IPV6_CHARACTERS = 45;

  private IpText() {}

  static IpAddress parse(String text) {
    if (text.isBlank()) {
      throw new AddressFormatException(
          "address", text, 0, "it is blank; write one like 10.0.0.1 or 2001:db8::1");
    }
    int zone = text.indexOf('%');
    if (zone >= 0) {
      throw new AddressFormatException(
          "address",
          text,
          zone,
          "a zone id names an interface of one host; write the address without it");
    }
    return text.indexOf(':') < 0 ? parseIpv4(text) : parseIpv6(text);
  }

  /** Parses a part of a longer text; what is thrown names the whole, and the place in it. */
  static IpAddress parsePart(String kind, String text, int from, int to) {
    try {
      return parse(text.substring(from, to));
    } catch (AddressFormatException e) {
      AddressFormatException whole =
          new AddressFormatException(kind, text, from + e.position(), e.reason());
      whole.initCause(e);
      throw whole;
    }
  }

  private static IpAddress parseIpv4(String text) {
    return IpAddress.ofIpv4(parseDotted("IPv4 address", text, 0));
  }

  private static int parseDotted(String kind, String text, int start) {
    int value = 0;
    int position = start;
    for (int octet = 0; octet < 4; octet++) {
      if (octet > 0) {
        if (position == text.length() || text.charAt(position) != '.') {
          throw new AddressFormatException(
              kind, text, position, "expected four numbers joined by '.'; write it as in 10.0.0.1");
        }
        position++;
      }
      int end = octetEnd(kind, text, position);
      value = (value << Byte.SIZE) | Integer.parseInt(text, position, end, 10);
      position = end;
    }
    if (position != text.length()) {
      throw new AddressFormatException(
          kind, text, position, "nothing may follow the fourth number; remove the rest");
    }
    return value;
  }

  /** Where the number that starts at {@code first} ends. */
  private static int octetEnd(String kind, String text, int first) {
    int number = 0;
    int position = first;
    while (position < text.length() && isDigit(text.charAt(position))) {
      if (position > first && text.charAt(first) == '0') {
        throw new AddressFormatException(
            kind,
            text,
            first,
            "a number must not start with 0, which some read as octal; write it without");
      }
      number = number * 10 + (text.charAt(position) - '0');
      if (number > 255) {
        throw new AddressFormatException(
            kind, text, first, "a number must be 0 to 255; write four such, as in 10.0.0.1");
      }
      position++;
    }
    if (position == first) {
      throw new AddressFormatException(
          kind, text, first, "expected a number from 0 to 255; write four such, as in 10.0.0.1");
    }
    return position;
  }

  private static IpAddress parseIpv6(String text) {
    return new Ipv6Reader(text).read();
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static String print(IpAddress address) {
    return address.family() == IpFamily.IPV4
        ? printDotted(new StringBuilder(15), (int) address.low()).toString()
        : printIpv6(address);
  }

  private static StringBuilder printDotted(StringBuilder out, int value) {
    return out.append(value >>> 24)
        .append('.')
        .append((value >>> 16) & 0xff)
        .append('.')
        .append((value >>> 8) & 0xff)
        .append('.')
        .append(value & 0xff);
  }

  private static int group(IpAddress address, int index) {
    long half = index < GROUPS / 2 ? address.high() : address.low();
    return (int) ((half >>> (Short.SIZE * (3 - index % (GROUPS / 2)))) & 0xffff);
  }

  private static String printIpv6(IpAddress address) {
    StringBuilder out = new StringBuilder(MAX_IPV6_CHARACTERS);
    if (address.high() == 0 && address.low() >>> 32 == 0xffff) { // RFC 5952 5: IPv4-mapped
      return printDotted(out.append("::ffff:"), (int) address.low()).toString();
    }
    int gapStart = -1;
    int gapEnd = -1;
    int longest = 1; // RFC 5952 4.2.2: a single zero group is not shortened
    int run = 0;
    for (int i = 0; i < GROUPS; i++) {
      run = group(address, i) == 0 ? run + 1 : 0;
      if (run > longest) { // RFC 5952 4.2.3: the longest run, of equal ones the first
        longest = run;
        gapEnd = i + 1;
        gapStart = gapEnd - run;
      }
    }
    for (int i = 0; i < GROUPS; i++) {
      if (i == gapStart) {
        out.append("::");
        i = gapEnd - 1;
        continue;
      }
      if (i > 0 && i != gapEnd) {
        out.append(':');
      }
      out.append(Integer.toHexString(group(address, i)));
    }
    return out.toString();
  }

  /** One pass over an IPv6 text. */
  private static final class Ipv6Reader {
    private static final String KIND = "IPv6 address";
    private final String text;
    private final int[] groups = new int[GROUPS];
    private int count;
    private int gapAt = -1;
    private int position;

    Ipv6Reader(String text) {
      this.text = text;
    }

    IpAddress read() {
      if (text.startsWith("::")) {
        gapAt = 0;
        position = 2;
      } else if (text.charAt(0) == ':') {
        throw fault(0, "a single ':' cannot stand at the start; write '::' for zeros");
      }
      while (position < text.length()) {
        readGroup();
      }
      if (gapAt < 0 ? count != GROUPS : count >= GROUPS) {
        throw fault(
            text.length(),
            gapAt < 0
                ? "expected 8 groups or one '::', got " + count + " groups; write '::' for zeros"
                : "'::' must stand for at least one group; remove it or a group");
      }
      return assemble();
    }

    private void readGroup() {
      int first = position;
      int value = 0;
      while (position < text.length()
          && Character.digit(text.charAt(position), 16) >= 0
          && text.charAt(position) < 128) {
        if (position - first == 4) {
          throw fault(first, "a group has at most four hex digits; join groups by ':'");
        }
        value = (value << 4) | Character.digit(text.charAt(position), 16);
        position++;
      }
      if (position < text.length() && text.charAt(position) == '.') {
        readEmbeddedIpv4(first);
        return;
      }
      if (position == first) {
        throw fault(position, "expected a group of hex digits; write it as in 2001:db8::1");
      }
      add(first, value);
      readSeparator();
    }

    private void readSeparator() {
      if (position == text.length()) {
        return;
      }
      if (text.charAt(position) != ':') {
        throw fault(position, "expected ':' or a hex digit; write it as in 2001:db8::1");
      }
      position++;
      if (position == text.length()) {
        throw fault(position - 1, "a single ':' cannot stand at the end; write '::' for zeros");
      }
      if (text.charAt(position) == ':') {
        if (gapAt >= 0) {
          throw fault(position - 1, "'::' may stand only once; write the other zeros out");
        }
        gapAt = count;
        position++;
      }
    }

    private void readEmbeddedIpv4(int first) { // RFC 4291 2.2 form 3
      int value = parseDotted(KIND, text, first);
      add(first, value >>> Short.SIZE);
      add(first, value & 0xffff);
      position = text.length();
    }

    private void add(int at, int value) {
      if (count == GROUPS) {
        throw fault(at, "there are more than 8 groups; remove the rest");
      }
      groups[count++] = value;
    }

    private IpAddress assemble() {
      long[] halves = new long[2];
      for (int i = 0; i < count; i++) {
        int index = gapAt >= 0 && i >= gapAt ? GROUPS - count + i : i;
        halves[index / 4] |= (long) groups[i] << (Short.SIZE * (3 - index % 4));
      }
      return IpAddress.ofIpv6(halves[0], halves[1]);
    }

    private AddressFormatException fault(int at, String reason) {
      return new AddressFormatException(KIND, text, at, reason);
    }
  }
}
