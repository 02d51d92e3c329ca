package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

final class IpAddressPropertyTest {
  private static final Pattern GROUP = Pattern.compile("0|[1-9a-f][0-9a-f]{0,3}");

  @Provide
  Arbitrary<IpAddress> ipv4() {
    return Arbitraries.integers().map(IpAddress::ofIpv4);
  }

  /** Every group is zero half of the time, so that runs of zeros of all lengths come up. */
  @Provide
  Arbitrary<int[]> groups() {
    Arbitrary<Integer> group =
        Arbitraries.oneOf(
            Arbitraries.just(0), Arbitraries.integers().between(0, 0xffff), Arbitraries.just(0));
    return group.array(int[].class).ofSize(8);
  }

  @Provide
  Arbitrary<IpAddress> addresses() {
    return Arbitraries.oneOf(ipv4(), groups().map(IpAddressPropertyTest::address));
  }

  static IpAddress address(int[] groups) {
    long[] halves = new long[2];
    for (int i = 0; i < 8; i++) {
      halves[i / 4] = halves[i / 4] << 16 | groups[i];
    }
    return IpAddress.ofIpv6(halves[0], halves[1]);
  }

  @Property
  void parse_whenPrinted_givesTheSameAddress(@ForAll("addresses") IpAddress address) {
    assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
  }

  @Property
  void ofBytes_whenGivenToBytes_givesTheSameAddress(@ForAll("addresses") IpAddress address) {
    assertThat(IpAddress.ofBytes(address.toBytes())).isEqualTo(address);
  }

  @Property
  void toString_whenReadByTheJdk_isTheSameAddress(@ForAll("addresses") IpAddress address)
      throws UnknownHostException {
    byte[] bytes = InetAddress.getByName(address.toString()).getAddress();
    byte[] expected = address.toBytes();
    // The JDK turns IPv4-mapped addresses into IPv4 ones.
    assertThat(bytes)
        .isEqualTo(Arrays.copyOfRange(expected, expected.length - bytes.length, expected.length));
  }

  @Property
  void toString_whenIpv6_keepsTheRulesOfRfc5952(@ForAll("groups") int[] groups) {
    IpAddress address = address(groups);
    Assume.that(address.high() != 0 || address.low() >>> 32 != 0xffff); // 5: mixed notation
    String text = address.toString();
    int gap = text.indexOf("::");
    String[] written = text.replace("::", ":GAP:").split(":", -1);
    int shown = 0;
    for (String group : written) {
      if (!group.isEmpty() && !group.equals("GAP")) {
        assertThat(group).matches(GROUP); // 4.1 no leading zeros, 4.3 lower case
        shown++;
      }
    }
    assertThat(text.indexOf("::", gap + 1)).as("only one '::' in %s", text).isEqualTo(-1);
    int longest = longestRun(groups);
    // 4.2.1 as short as can be, 4.2.2 not for one group alone
    assertThat(8 - shown).isEqualTo(longest >= 2 ? longest : 0);
    if (gap >= 0) {
      int before = gap == 0 ? 0 : text.substring(0, gap).split(":").length;
      assertThat(before).as("4.2.3: the first of the longest").isEqualTo(firstRun(groups, longest));
    }
  }

  /** RFC 5952 4 done by hand: all groups in lower case, and the first of the longest runs cut. */
  @Property
  void toString_whenIpv6_isTheTextMadeByHand(@ForAll("groups") int[] groups) {
    Assume.that(address(groups).high() != 0 || address(groups).low() >>> 32 != 0xffff);
    String text =
        IntStream.of(groups).mapToObj(Integer::toHexString).collect(Collectors.joining(":"));
    for (int zeros = 8; zeros >= 2; zeros--) {
      Matcher run = Pattern.compile("(^|:)0(:0){" + (zeros - 1) + "}(:|$)").matcher(text);
      if (run.find()) {
        text = run.replaceFirst("::");
        break;
      }
    }
    assertThat(address(groups)).hasToString(text);
  }

  @Property
  void toString_whenIpv4Mapped_endsInDottedForm(@ForAll int low) { // RFC 5952 5
    IpAddress mapped = IpAddress.ofIpv6(0, 0xffffL << 32 | Integer.toUnsignedLong(low));
    assertThat(mapped).hasToString("::ffff:" + IpAddress.ofIpv4(low));
    assertThat(IpAddress.parse(mapped.toString())).isEqualTo(mapped);
  }

  @Provide
  Arbitrary<Character> strangers() {
    return Arbitraries.of(
        ' ', '\t', '\n', '\0', '\u00a0', '٣', '１', 'ａ', '%', '/', '-', '+', '_', 'x', 'g');
  }

  /** Nothing may stand before, inside or behind an address. */
  @Property
  void parse_whenAStrangerIsInside_isRefused(
      @ForAll("addresses") IpAddress address,
      @ForAll("strangers") char stranger,
      @ForAll @IntRange(max = 45) int at) {
    StringBuilder text = new StringBuilder(address.toString());
    text.insert(Math.min(at, text.length()), stranger);
    assertThatThrownBy(() -> IpAddress.parse(text.toString()))
        .isInstanceOf(AddressFormatException.class);
  }

  /** Octal, short and hexadecimal forms that inet_aton takes mean other addresses to others. */
  @Property
  void parse_whenIpv4IsInAnotherForm_isRefused(
      @ForAll int value, @ForAll @IntRange(max = 3) int octet) {
    String text = IpAddress.ofIpv4(value).toString();
    List<String> octets = new ArrayList<>(List.of(text.split("\\.")));
    String padded = "0" + octets.get(octet);
    String hex = "0x" + Integer.toHexString(Integer.parseInt(octets.get(octet)));
    String missing = octets.remove(octet);
    String without = String.join(".", octets);
    octets.add(octet, padded);
    String octal = String.join(".", octets);
    octets.set(octet, hex);
    for (String form :
        List.of(
            without, octal, String.join(".", octets), Integer.toUnsignedString(value), missing)) {
      assertThatThrownBy(() -> IpAddress.parse(form))
          .as(form)
          .isInstanceOf(AddressFormatException.class);
    }
  }

  private static int longestRun(int[] groups) {
    int longest = 0;
    for (int i = 0; i < 8; i++) {
      longest = Math.max(longest, runAt(groups, i));
    }
    return longest;
  }

  private static int firstRun(int[] groups, int length) {
    for (int i = 0; i < 8; i++) {
      if (runAt(groups, i) == length) {
        return i;
      }
    }
    return -1;
  }

  private static int runAt(int[] groups, int start) {
    int end = start;
    while (end < 8 && groups[end] == 0) {
      end++;
    }
    return end - start;
  }

  @Property
  void parse_whenWrittenInAnotherForm_givesTheSameAddress(
      @ForAll("groups") int[] groups,
      @ForAll @IntRange(min = 1, max = 4) int digits,
      @ForAll boolean upperCase,
      @ForAll boolean dotted,
      @ForAll @IntRange(max = 7) int gapAt) {
    StringBuilder text = new StringBuilder();
    int last = dotted ? 6 : 8;
    int gapLength = Math.min(runAt(groups, gapAt), last - gapAt);
    for (int i = 0; i < last; i++) {
      if (gapLength > 0 && i == gapAt) {
        text.append("::");
        i += gapLength - 1;
        continue;
      }
      if (i > 0 && !text.toString().endsWith(":")) {
        text.append(':');
      }
      text.append(String.format(Locale.ROOT, "%0" + digits + "x", groups[i]));
    }
    if (dotted) {
      text.append(text.toString().endsWith(":") ? "" : ":");
      text.append(IpAddress.ofIpv4(groups[6] << 16 | groups[7]));
    }
    String written = upperCase ? text.toString().toUpperCase(Locale.ROOT) : text.toString();
    assertThat(IpAddress.parse(written)).as(written).isEqualTo(address(groups));
  }

  @Property
  void parse_whenAnyText_givesAnAddressOrATypedError(
      @ForAll
          @Chars({':', '.', '%', '/', 'g', '-'})
          @CharRange(from = '0', to = '9')
          @CharRange(from = 'a', to = 'f')
          @StringLength(max = 45)
          String text) {
    try {
      IpAddress address = IpAddress.parse(text);
      assertThat(IpAddress.parse(address.toString())).isEqualTo(address);
    } catch (AddressFormatException e) {
      assertThat(e.position()).isBetween(0, text.length());
    }
  }

  @Property
  void next_isTheLeastAbove(@ForAll("addresses") IpAddress address) {
    Assume.that(!address.isHighest());
    assertThat(address.next()).isGreaterThan(address);
    assertThat(address.next().previous()).isEqualTo(address);
  }

  @Property
  void compareTo_isTheOrderOfTheBytes(
      @ForAll("addresses") IpAddress a, @ForAll("addresses") IpAddress b) {
    int expected =
        a.family() == b.family()
            ? Arrays.compareUnsigned(a.toBytes(), b.toBytes())
            : a.family().compareTo(b.family());
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Integer.signum(expected));
  }

  @Provide
  Arbitrary<IpPrefix> prefixes() {
    return addresses()
        .flatMap(
            address ->
                Combinators.combine(
                        Arbitraries.just(address),
                        Arbitraries.integers().between(0, address.family().bits()))
                    .as(IpPrefix::new));
  }

  @Property
  void prefix_whenPrinted_parsesToItself(@ForAll("prefixes") IpPrefix prefix) {
    assertThat(IpPrefix.parse(prefix.toString())).isEqualTo(prefix);
  }

  @Property
  void prefix_hasAllAddressesThatShareItsBits(
      @ForAll("prefixes") IpPrefix prefix, @ForAll("addresses") IpAddress address) {
    assertThat(prefix.contains(address)).isEqualTo(sharesBits(prefix, address));
    assertThat(prefix.range().contains(address)).isEqualTo(prefix.contains(address));
    assertThat(prefix.contains(prefix.network())).isTrue();
    assertThat(prefix.contains(prefix.last())).isTrue();
    assertThat(prefix.last().isHighest() || !prefix.contains(prefix.last().next())).isTrue();
  }

  @Property
  void range_whenPrinted_parsesToItself(
      @ForAll("addresses") IpAddress a, @ForAll("addresses") IpAddress b) {
    IpAddress other = a.family() == b.family() ? b : a;
    IpRange range = a.compareTo(other) <= 0 ? new IpRange(a, other) : new IpRange(other, a);
    assertThat(IpRange.parse(range.toString())).isEqualTo(range);
  }

  private static boolean sharesBits(IpPrefix prefix, IpAddress address) {
    if (prefix.family() != address.family()) {
      return false;
    }
    byte[] network = prefix.network().toBytes();
    byte[] bytes = address.toBytes();
    for (int bit = 0; bit < prefix.length(); bit++) {
      if (((network[bit / 8] ^ bytes[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
        return false;
      }
    }
    return true;
  }

  @Property
  void mac_whenPrinted_parsesToItself(
      @ForAll long bits, @ForAll boolean upperCase, @ForAll boolean dashes) {
    MacAddress mac = new MacAddress(bits & 0xffff_ffff_ffffL);
    assertThat(mac.toString()).matches("([0-9a-f]{2}:){5}[0-9a-f]{2}");
    String text = dashes ? mac.toString().replace(':', '-') : mac.toString();
    assertThat(MacAddress.parse(upperCase ? text.toUpperCase(Locale.ROOT) : text)).isEqualTo(mac);
    assertThat(MacAddress.ofBytes(mac.toBytes())).isEqualTo(mac);
  }
}
