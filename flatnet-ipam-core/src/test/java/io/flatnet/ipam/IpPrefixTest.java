package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpPrefixTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.7/24, 10.0.0.0/24, 10.0.0.255",
    "10.0.0.7/32, 10.0.0.7/32, 10.0.0.7",
    "10.0.0.7/31, 10.0.0.6/31, 10.0.0.7",
    "255.255.255.255/0, 0.0.0.0/0, 255.255.255.255",
    "2001:db8::7/30, 2001:db8::/30, 2001:dbb:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:db8:1:2:3::/64, 2001:db8:1:2::/64, 2001:db8:1:2:ffff:ffff:ffff:ffff",
    "2001:db8:1:2:8000::/65, 2001:db8:1:2:8000::/65, 2001:db8:1:2:ffff:ffff:ffff:ffff",
    "2001:db8:1:3::/63, 2001:db8:1:2::/63, 2001:db8:1:3:ffff:ffff:ffff:ffff",
    "::7/128, ::7/128, ::7",
    "1::/0, ::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  })
  void parse_whenHostBitsAreSet_dropsThem(String text, String canonical, String last) {
    assertThat(IpPrefix.parse(text)).hasToString(canonical);
    assertThat(IpPrefix.parse(text).last()).isEqualTo(IpAddress.parse(last));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/24",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/024",
        "10.0.0.0/ 24",
        "10.0.0.0/24 ",
        "10.0.0.0/24/24",
        "10.0.0.0/255.255.255.0",
        "::/129",
        "::/1000",
        "10.0.0/24",
        "10.0.0.0/٢",
        "10.0.0.0/99999999999"
      })
  void parse_whenTextIsNoPrefix_throws(String text) {
    AddressFormatException e =
        catchThrowableOfType(AddressFormatException.class, () -> IpPrefix.parse(text));
    assertThat(e).as(text).isNotNull();
    assertThat(e).hasMessageStartingWith("cannot parse prefix \"" + text + "\" at character ");
    assertThat(e.input()).isEqualTo(text);
    assertThat(e.reason()).contains("; ");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0, 8",
    "10.0.0.0/33, 9",
    "10.0.0.0/, 9",
    "10.0.0.0/08, 9",
    "10.0.256.0/24, 5",
    "fe80::%eth0/64, 6",
    "/24, 0",
  })
  void parse_whenTextIsNoPrefix_saysWhere(String text, int position) {
    AddressFormatException e =
        catchThrowableOfType(AddressFormatException.class, () -> IpPrefix.parse(text));
    assertThat(e.position()).as(e.getMessage()).isEqualTo(position);
  }

  @Test
  void compareTo_putsShorterOfOneNetworkFirst() {
    assertThat(IpPrefix.parse("10.0.0.0/8"))
        .isLessThan(IpPrefix.parse("10.0.0.0/9"))
        .isGreaterThan(IpPrefix.parse("9.0.0.0/9"));
  }

  @Test
  void construct_whenLengthIsOutOfBounds_throws() {
    assertThatThrownBy(() -> new IpPrefix(IpAddress.IPV4_LOWEST, 33))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot make prefix \"0.0.0.0/33\": the length must be 0 to 32, got 33; give how many"
                + " leading bits the network has");
    assertThatThrownBy(() -> new IpPrefix(IpAddress.IPV4_LOWEST, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
