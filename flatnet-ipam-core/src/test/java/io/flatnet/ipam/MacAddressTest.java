package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MacAddressTest {
  @Test
  void toString_isLowerCaseWithColons() {
    assertThat(MacAddress.parse("0A-00-5E-10-00-fF")).hasToString("0a:00:5e:10:00:ff");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "02:00:5e:10:00",
        "02:00:5e:10:00:0",
        "02:00:5e:10:00:01:",
        "02:00:5e:10:00-01",
        "02005e100001",
        "02:00:5e:10:00:0g",
        "02.00.5e.10.00.01",
        "0:02:00:5e:10:001",
        " 2:00:5e:10:00:01",
        "02:00:5e:10:00:0١",
        "0200:5e10:0001xxx"
      })
  void parse_whenTextIsNoMac_throws(String text) {
    assertThatThrownBy(() -> MacAddress.parse(text))
        .isInstanceOf(AddressFormatException.class)
        .hasMessageContaining("02:00:5e:10:00:01");
  }

  @ParameterizedTest
  @CsvSource({
    "02:00:5e:10:00, 14",
    "02:00:5e:10:00:01:, 17",
    "02:00:5e:10:00-01, 14",
    "02:00:5e:10:00:0g, 16",
    "02.00.5e.10.00.01, 2",
  })
  void parse_whenTextIsNoMac_saysWhere(String text, int position) {
    AddressFormatException e =
        catchThrowableOfType(AddressFormatException.class, () -> MacAddress.parse(text));
    assertThat(e.position()).isEqualTo(position);
    assertThat(e.input()).isEqualTo(text);
    assertThat(e.reason()).contains("; ");
  }

  @Test
  void isZero_whenAnyBitIsSet_isFalse() {
    assertThat(MacAddress.parse("00:00:00:00:00:00").isZero()).isTrue();
    assertThat(MacAddress.parse("00:00:00:00:00:01").isZero()).isFalse();
    assertThat(MacAddress.parse("80:00:00:00:00:00").isZero()).isFalse();
  }

  @Test
  void isMulticast_readsTheGroupBit() {
    assertThat(MacAddress.parse("01:00:5e:00:00:01").isMulticast()).isTrue();
    assertThat(MacAddress.parse("ff:ff:ff:ff:ff:ff").isMulticast()).isTrue();
    assertThat(MacAddress.parse("02:01:01:01:01:01").isMulticast()).isFalse();
  }

  @Test
  void construct_whenMoreThan48Bits_throws() {
    assertThatThrownBy(() -> new MacAddress(1L << 48)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MacAddress(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MacAddress.ofBytes(new byte[7]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void compareTo_isByOctets() {
    assertThat(MacAddress.parse("ff:ff:ff:ff:ff:ff"))
        .isGreaterThan(MacAddress.parse("02:00:00:00:00:00"));
  }
}
