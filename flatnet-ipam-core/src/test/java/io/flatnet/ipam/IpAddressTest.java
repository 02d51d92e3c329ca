package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpAddressTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255",
    "10.0.0.7, 10.0.0.7",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "0:0:0:0:0:0:0:0, ::",
    "2001:0DB8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8:0:0:1:0:0:0, 2001:db8:0:0:1::",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "1:2:3::5:6:7:8, 1:2:3:0:5:6:7:8",
    "fe80:0:0:0:0:0:0:0, fe80::",
    "::ffff:192.0.2.1, ::ffff:192.0.2.1",
    "::ffff:c000:201, ::ffff:192.0.2.1",
    "::192.0.2.1, ::c000:201",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "1:2:3:4:5:6:1.2.3.4, 1:2:3:4:5:6:102:304",
    "1:2:3:4:5::1.2.3.4, 1:2:3:4:5:0:102:304",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  })
  void print_whenParsed_givesCanonicalText(String text, String canonical) {
    assertThat(IpAddress.parse(text)).hasToString(canonical);
    assertThat(IpAddress.parse(canonical)).isEqualTo(IpAddress.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "'   ', 0",
    "' 10.0.0.1', 0",
    "'10.0.0.1 ', 8",
    "10.0.0, 6",
    "10.0.0., 7",
    "10..0.1, 3",
    ".10.0.1, 0",
    "10.0.0.256, 7",
    "10.0.0.01, 7",
    "10.0.0.1.2, 8",
    "10.0.0.1/24, 8",
    "10.0.0.99999999999999999999, 7",
    "0x0a.0.0.1, 1",
    "10.0.0.-1, 7",
    "10.0.0.٣, 7",
    "fe80::1%eth0, 7",
    ":, 0",
    ":1::, 0",
    ":::, 2",
    "1:::2, 3",
    "1::2::3, 4",
    "::1::2, 3",
    "1:2:3:4:5:6:7, 13",
    "1:2:3:4:5:6:7:, 13",
    "1:2:3:4:5:6:7:8:, 15",
    "1:2:3:4:5:6:7:8:9, 16",
    "1:2:3:4::5:6:7:8, 16",
    "::1:2:3:4:5:6:7:8, 17",
    "12345::, 0",
    "g::, 0",
    "1:g::, 2",
    "1::x, 3",
    "[::1], 0",
    "::1/64, 3",
    "1:2:3:4:5:6:7:1.2.3.4, 14",
    "1.2.3.4::, 7",
    "::1.2.3, 7",
    "::1.2.3.4.5, 9",
    "::1.2.3.400, 8",
    "::1.2.3.04, 8",
    "::ab.2.3.4, 2",
    "::１, 2",
  })
  void parse_whenTextIsNoAddress_saysWhere(String text, int position) {
    AddressFormatException e =
        catchThrowableOfType(AddressFormatException.class, () -> IpAddress.parse(text));
    assertThat(e).as(text).isNotNull();
    assertThat(e.position()).as(e.getMessage()).isEqualTo(position);
    assertThat(e.input()).isEqualTo(text);
    assertThat(e.reason()).contains("; "); // the constraint; the next step
  }

  @ParameterizedTest
  @CsvSource({
    "::1:2:3:4:5:6:7:8, '::' must stand for at least one group; remove it or a group",
    "1::2:3:4:5:6:7:8, '::' must stand for at least one group; remove it or a group",
    "1:2, 'expected 8 groups or one ''::'', got 2 groups; write ''::'' for zeros'",
  })
  void parse_whenTheNumberOfGroupsIsWrong_saysWhy(String text, String reason) {
    assertThat(
            catchThrowableOfType(AddressFormatException.class, () -> IpAddress.parse(text))
                .reason())
        .isEqualTo(reason);
  }

  @Test
  void parse_whenAZoneIdIsAnywhere_saysWhatItIs() {
    for (String text : new String[] {"%", "%eth0", "fe80::1%eth0", "fe80::1%", "10.0.0.1%1"}) {
      AddressFormatException e =
          catchThrowableOfType(AddressFormatException.class, () -> IpAddress.parse(text));
      assertThat(e.reason()).as(text).startsWith("a zone id names an interface of one host; ");
    }
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, true", "::, true", "0.0.0.1, false", "::1, false", "1::, false"})
  void isUnspecified_whenAnyBitIsSet_isFalse(String text, boolean unspecified) {
    assertThat(IpAddress.parse(text).isUnspecified()).isEqualTo(unspecified);
  }

  @Test
  void next_whenLowerHalfIsFull_carries() {
    IpAddress full = IpAddress.ofIpv6(0x2001_0db8_0000_0000L, -1);
    assertThat(full.next()).isEqualTo(IpAddress.parse("2001:db8:0:1::"));
    assertThat(full.next().previous()).isEqualTo(full);
  }

  @ParameterizedTest
  @ValueSource(strings = {"255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"})
  void next_whenHighest_throws(String text) {
    assertThat(IpAddress.parse(text).isHighest()).isTrue();
    assertThatThrownBy(() -> IpAddress.parse(text).next()).isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::"})
  void previous_whenLowest_throws(String text) {
    assertThat(IpAddress.parse(text).isLowest()).isTrue();
    assertThatThrownBy(() -> IpAddress.parse(text).previous())
        .isInstanceOf(ArithmeticException.class);
  }

  @Test
  void compareTo_whenUpperBitIsSet_isUnsigned() {
    assertThat(IpAddress.parse("::")).isLessThan(IpAddress.parse("8000::"));
    assertThat(IpAddress.parse("::7fff:0:0:0")).isLessThan(IpAddress.parse("::8000:0:0:0"));
    assertThat(IpAddress.parse("127.0.0.1")).isLessThan(IpAddress.parse("128.0.0.1"));
    assertThat(IpAddress.IPV4_HIGHEST).isLessThan(IpAddress.IPV6_LOWEST);
  }

  @ParameterizedTest
  @CsvSource({
    "223.255.255.255, false",
    "224.0.0.0, true",
    "239.255.255.255, true",
    "240.0.0.0, false",
    "feff::, false",
    "ff00::, true",
    "ff02::1, true",
  })
  void isMulticast_knowsTheBlock(String text, boolean multicast) {
    assertThat(IpAddress.parse(text).isMulticast()).isEqualTo(multicast);
  }

  @Test
  void construct_whenIpv4HasMoreThan32Bits_throws() {
    assertThatThrownBy(() -> new IpAddress(IpFamily.IPV4, 0, 1L << 32))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new IpAddress(IpFamily.IPV4, 1, 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> IpAddress.ofBytes(new byte[5]))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
