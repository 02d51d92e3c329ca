package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubnetRulesTest {
  private static SubnetRules rules(String cidr, String gateway, IpRange... ranges) {
    return new SubnetRules(
        IpPrefix.parse(cidr), IpAddress.parse(gateway), RangeSet.of(ranges), Map.of());
  }

  private static IpRange range(String from, String to) {
    return new IpRange(IpAddress.parse(from), IpAddress.parse(to));
  }

  /** The reference drops the last IPv6 address and cannot use /31, /32, /127 and /128. */
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, [10.0.0.1-10.0.0.254]",
    "10.0.0.0/30, [10.0.0.1-10.0.0.2]",
    "10.0.0.0/31, [10.0.0.0-10.0.0.1]",
    "10.0.0.9/32, [10.0.0.9]",
    "0.0.0.0/0, [0.0.0.1-255.255.255.254]",
    "255.255.255.254/31, [255.255.255.254-255.255.255.255]",
    "2001:db8::/64, [2001:db8::1-2001:db8::ffff:ffff:ffff:ffff]",
    "2001:db8::/126, [2001:db8::1-2001:db8::3]",
    "2001:db8::/127, [2001:db8::-2001:db8::1]",
    "2001:db8::9/128, [2001:db8::9]",
    "::/0, [::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]",
  })
  void candidates_leaveOutOnlyWhatNoHostMayHave(String cidr, String candidates) {
    assertThat(SubnetRules.of(IpPrefix.parse(cidr)).candidates()).hasToString(candidates);
  }

  @Test
  void candidates_neverHaveTheGateway() {
    assertThat(rules("10.0.0.0/29", "10.0.0.3").candidates())
        .hasToString("[10.0.0.1-10.0.0.2, 10.0.0.4-10.0.0.6]");
    assertThat(rules("10.0.0.0/31", "10.0.0.0").candidates()).hasToString("[10.0.0.1]");
    assertThat(rules("10.0.0.9/32", "10.0.0.9").candidates().isEmpty()).isTrue();
    assertThat(rules("10.0.0.9/32", "10.0.0.1").candidates()).hasToString("[10.0.0.9]");
  }

  @Test
  void candidates_whenRangesReachOutOfTheNetwork_areCutToIt() {
    assertThat(
            rules(
                    "10.0.0.0/29",
                    "10.0.0.3",
                    range("9.0.0.0", "10.0.0.1"),
                    range("10.0.0.3", "10.0.0.4"),
                    range("10.0.0.6", "10.1.0.0"))
                .candidates())
        .hasToString("[10.0.0.1, 10.0.0.4, 10.0.0.6]");
  }

  @Test
  void candidates_whenNoRangeIsInTheNetwork_areNone() {
    assertThat(rules("10.0.0.0/29", "10.0.0.3", range("10.9.0.0", "10.9.0.9")).candidates())
        .isEqualTo(RangeSet.empty());
  }

  @Test
  void reservations_whenTheirMapChanges_stay() {
    Map<String, RangeSet> reservations = new HashMap<>();
    reservations.put("Deployment/ns/web", RangeSet.of(range("10.0.0.5", "10.0.0.6")));
    SubnetRules rules =
        new SubnetRules(IpPrefix.parse("10.0.0.0/29"), null, RangeSet.empty(), reservations);
    reservations.clear();
    assertThat(rules.reserved()).hasToString("[10.0.0.5-10.0.0.6]");
  }

  /** RFC 3056: 10.42.1.2/16 is 2002:0a2a:0102::/32. */
  @ParameterizedTest
  @CsvSource({
    "10.42.1.2, 24, 2002:a2a:102::/40",
    "10.42.1.2, 16, 2002:a2a:102::/32",
    "192.0.2.255, 32, 2002:c000:2ff::/48",
    "255.255.255.255, 0, 2002:ffff:ffff::/16",
  })
  void to6to4_whenIpv4_hasTheAddressInItsPrefix(String address, int length, String expected) {
    assertThat(new InterfaceAddress(IpAddress.parse(address), length).to6to4().orElseThrow())
        .hasToString(expected);
  }

  @Test
  void to6to4_whenIpv6_isEmpty() {
    assertThat(new InterfaceAddress(IpAddress.parse("::1"), 64).to6to4()).isEmpty();
  }

  @Test
  void interfaceAddress_whenLengthIsOutOfBounds_throws() {
    assertThatThrownBy(() -> new InterfaceAddress(IpAddress.IPV4_LOWEST, 33))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 to 32");
  }
}
