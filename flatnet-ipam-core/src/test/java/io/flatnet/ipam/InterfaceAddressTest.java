package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InterfaceAddressTest {
  @Test
  void prefix_hasNoHostBits() {
    InterfaceAddress address = new InterfaceAddress(IpAddress.parse("10.0.0.7"), 24);
    assertThat(address).hasToString("10.0.0.7/24");
    assertThat(address.prefix()).hasToString("10.0.0.0/24");
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, 0", "0.0.0.0, 32", "::, 0", "::, 128"})
  void construct_whenLengthIsAtABound_isTaken(String address, int length) {
    assertThat(new InterfaceAddress(IpAddress.parse(address), length).length()).isEqualTo(length);
  }

  @ParameterizedTest
  @CsvSource({"0.0.0.0, -1, 32", "0.0.0.0, 33, 32", "::, -1, 128", "::, 129, 128"})
  void construct_whenLengthIsOutOfBounds_throws(String address, int length, int most) {
    assertThatThrownBy(() -> new InterfaceAddress(IpAddress.parse(address), length))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot give address \""
                + address
                + "\" a prefix: its length must be 0 to "
                + most
                + ", got "
                + length
                + "; give how many leading bits its network has");
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.5, 32, 2002:c000:205::/48",
    "192.0.2.5, 24, 2002:c000:205::/40",
    "255.255.255.255, 0, 2002:ffff:ffff::/16",
  })
  void to6to4_whenIpv4_hasTheAddressBehind2002(String address, int length, String expected) {
    assertThat(new InterfaceAddress(IpAddress.parse(address), length).to6to4().orElseThrow())
        .hasToString(expected);
  }
}
