package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
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
