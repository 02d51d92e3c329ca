package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a workload may ask for. */
final class WishCheckTest {
  private static final SubnetRules RULES =
      Drafts.net("net", "10.0.0.0/24", "10.0.0.1", List.of()).toRules(Map.of());
  private static final SubnetRules RANGED =
      Drafts.net("net", "10.0.0.0/24", new SubnetDraft.Range("10.0.0.10", "10.0.0.20"))
          .toRules(Map.of());

  private static WishDraft wish(@Nullable String ip, @Nullable String mac) {
    return new WishDraft("ip", ip, "mac", mac);
  }

  private static List<String> check(SubnetRules rules, @Nullable String ip, @Nullable String mac) {
    return check(rules, ip, mac, WishClaims.none());
  }

  private static List<String> check(
      SubnetRules rules, @Nullable String ip, @Nullable String mac, WishClaims claims) {
    return WishCheck.check(wish(ip, mac), rules, claims).stream().map(Finding::toString).toList();
  }

  private static List<String> warnings(SubnetRules rules, String ip) {
    return WishCheck.warnings(wish(ip, null), rules).stream().map(Finding::toString).toList();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "auto", " auto ", "10.0.0.2", "10.0.0.2 - 10.0.0.254 "})
  void check_whenLegal_findsNothing(@Nullable String ip) {
    assertThat(check(RULES, ip, null)).isEmpty();
    assertThat(WishCheck.warnings(wish(ip, null), RULES)).isEmpty();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", " ", "auto", "02:00:00:00:00:01", "02:00:00:00:00:01-02:00:00:00:00:0A"})
  void check_whenMacsAreLegal_findsNothing(@Nullable String mac) {
    assertThat(check(RULES, "auto", mac)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.300, must be an address (character 7: ",
    "Auto, must be an address (character 0: ",
    "10.0.0.2/24, must be an address (character 8: ",
    "10.0.1.2, must lie inside 10.0.0.0/24",
    "9.255.255.255, must lie inside 10.0.0.0/24",
    "fd00::1, must lie inside 10.0.0.0/24",
    "10.0.0.0, must not be the network address of 10.0.0.0/24",
    "10.0.0.255, must not be the broadcast address of 10.0.0.0/24",
    "10.0.0.1, must not be the gateway",
  })
  void check_whenAnAddressIsWrong_saysWhy(String ip, String constraint) {
    assertThat(WishCheck.check(wish(ip, null), RULES, WishClaims.none()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.field()).isEqualTo("ip[0]");
              assertThat(finding.value()).isEqualTo(ip);
              assertThat(finding.constraint()).startsWith(constraint);
              assertThat(finding.nextStep()).isNotBlank();
            });
  }

  @Test
  void check_whenTheNetworkIsIpv6_knowsItsAnycastAddress() {
    SubnetRules rules = SubnetRules.of(IpPrefix.parse("fd00::/64"));
    assertThat(check(rules, "fd00::-fd00::ffff:ffff:ffff:ffff", null))
        .containsExactly(
            "ip[0] must not be the subnet-router anycast address of fd00::/64, got \"fd00::\"; name"
                + " another address");
    assertThat(check(SubnetRules.of(IpPrefix.parse("fd00::/127")), "fd00::-fd00::1", null))
        .isEmpty();
  }

  @Test
  void check_whenAnAddressIsExcluded_saysSo() {
    SubnetRules rules = RULES.withExcluded(Drafts.set("10.0.0.5", "10.0.0.6"));
    assertThat(check(rules, "10.0.0.4-10.0.0.5-10.0.0.7", null))
        .containsExactly(
            "ip[1] must not be excluded from 10.0.0.0/24, got \"10.0.0.5\"; name another address");
  }

  @Test
  void check_whenNoPodMayHaveAnAddress_isSilentAboutItsUser() {
    SubnetState state =
        SubnetState.of(RULES, List.of(new Lease("ns/a", Drafts.ip("10.0.0.1"), null)));
    assertThat(check(RULES, "10.0.0.1", null, WishClaims.of(state, "Job/ns/b", o -> false)))
        .containsExactly("ip[0] must not be the gateway, got \"10.0.0.1\"; name another address");
  }

  @Test
  void check_whenATextIsTooLong_saysSo() {
    String longest = " ".repeat(WishDraft.MAX_CHARACTERS - 8) + "10.0.0.2";
    assertThat(check(RULES, longest, null)).isEmpty();
    assertThat(check(RULES, " " + longest, null))
        .singleElement()
        .asString()
        .startsWith("ip must have at most 262144 characters");
  }

  @Test
  void check_whenElementsAreMissing_saysWhich() {
    List<Finding> findings = WishCheck.check(wish("-10.0.0.2--", "-"), RULES, WishClaims.none());
    assertThat(findings)
        .extracting(Finding::field)
        .containsExactly("ip[0]", "ip[2]", "ip[3]", "mac[0]", "mac[1]", "mac");
    assertThat(findings.getFirst())
        .hasToString(
            "ip[0] must not be empty, got \"\"; take out the '-' that nothing stands beside");
  }

  @Test
  void check_whenAnAddressIsNamedTwice_saysWhere() {
    assertThat(check(RULES, "10.0.0.2-10.0.0.3-10.0.0.2", null))
        .containsExactly(
            "ip[2] must be named once, and ip[0] is the same, got \"10.0.0.2\"; take one of them"
                + " out");
    SubnetRules rules = SubnetRules.of(IpPrefix.parse("fd00::/64"));
    assertThat(check(rules, "fd00::1-FD00:0::1", null)).hasSize(1);
  }

  @Test
  void check_whenAllAddressesAreOutsideTheRanges_findsEach() {
    assertThat(check(RANGED, "10.0.0.9-10.0.0.21", null))
        .containsExactly(
            "ip[0] must lie inside the ranges 10.0.0.10-10.0.0.20 to be given to a pod, got"
                + " \"10.0.0.9\"; name an address inside them",
            "ip[1] must lie inside the ranges 10.0.0.10-10.0.0.20 to be given to a pod, got"
                + " \"10.0.0.21\"; name an address inside them");
    assertThat(warnings(RANGED, "10.0.0.9-10.0.0.21")).isEmpty();
  }

  @Test
  void check_whenSomeAddressesAreOutsideTheRanges_warnsOnly() {
    assertThat(check(RANGED, "10.0.0.9-10.0.0.10-10.0.0.21", null)).isEmpty();
    assertThat(WishCheck.warnings(wish("10.0.0.9-10.0.0.10-10.0.0.21", null), RANGED))
        .extracting(Finding::field)
        .containsExactly("ip[0]", "ip[2]");
    assertThat(warnings(RANGED, "10.0.0.10-10.0.0.20")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'02:00:00:00:00', must be a MAC (character 14: ",
    "0200.0000.0001, must be a MAC (character 14: ",
    "02:00:00:00:00:0g, must be a MAC (character 16: ",
    "01:00:5e:00:00:01, must not be a multicast MAC",
    "ff:ff:ff:ff:ff:ff, must not be a multicast MAC",
    "00:00:00:00:00:00, must not be all zeros",
  })
  void check_whenAMacIsWrong_saysWhy(String mac, String constraint) {
    assertThat(WishCheck.check(wish(null, mac), RULES, WishClaims.none()))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.field()).isEqualTo("mac[0]");
              assertThat(finding.value()).isEqualTo(mac);
              assertThat(finding.constraint()).startsWith(constraint);
              assertThat(finding.nextStep()).contains("02:00:5e:10:00:01");
            });
  }

  @Test
  void check_whenAMacIsNamedTwiceInAnyCase_saysWhere() {
    assertThat(check(RULES, null, "02:00:00:00:00:0a-02:00:00:00:00:0A"))
        .containsExactly(
            "mac[1] must be named once, and mac[0] is the same, got \"02:00:00:00:00:0a\"; take one"
                + " of them out");
  }

  @Test
  void check_whenThereAreNotAsManyMacsAsAddresses_saysBothCounts() {
    String two = "02:00:00:00:00:01-02:00:00:00:00:02";
    assertThat(check(RULES, "10.0.0.2", two))
        .containsExactly(
            "mac must name as many MACs as there are addresses, 1, got \"2 MACs\"; name one for"
                + " each address, or none");
    assertThat(check(RULES, "10.0.0.2-10.0.0.3-10.0.0.4", two)).hasSize(1);
    assertThat(check(RULES, "10.0.0.2-10.0.0.3", two)).isEmpty();
    assertThat(check(RULES, "10.0.0.2-10.0.0.3", null)).isEmpty();
    assertThat(check(RULES, "auto", two)).isEmpty();
  }

  @Test
  void check_whenOthersHaveThem_saysWho() {
    MacAddress mac = MacAddress.parse("02:00:00:00:00:01");
    SubnetRules rules =
        Drafts.net("net", "10.0.0.0/24")
            .toRules(
                Map.of(
                    "Deployment/ns/a", Drafts.set("10.0.0.2", "10.0.0.4"),
                    "Deployment/ns/me", Drafts.set("10.0.0.5", "10.0.0.6")));
    SubnetState state =
        SubnetState.of(
            rules,
            List.of(
                new Lease("ns/a-0", Drafts.ip("10.0.0.9"), mac),
                new Lease("ns/me-0", Drafts.ip("10.0.0.8"), MacAddress.parse("02:00:00:00:00:02")),
                new Lease("ns/b-0", Drafts.ip("10.0.0.3"), null)));
    WishClaims claims = WishClaims.of(state, "Deployment/ns/me", o -> o.startsWith("ns/me"));
    assertThat(
            check(
                rules,
                "10.0.0.3-10.0.0.5-10.0.0.8-10.0.0.9-10.0.0.10",
                "02:00:00:00:00:01-02:00:00:00:00:02-02:00:00:00:00:03-02:00:00:00:00:04-02:00:00:00:00:05",
                claims))
        .containsExactly(
            "ip[0] must not be reserved for another: Deployment/ns/a has it, got \"10.0.0.3\"; name"
                + " another address",
            "ip[0] must not be used by another's pod: ns/b-0 has it, got \"10.0.0.3\"; name another"
                + " address",
            "ip[3] must not be used by another's pod: ns/a-0 has it, got \"10.0.0.9\"; name another"
                + " address",
            "mac[0] must not be in use: ns/a-0 has it, got \"02:00:00:00:00:01\"; name another"
                + " MAC");
  }

  @Test
  void claims_whenSeveralHaveOneThing_nameTheFirst() {
    MacAddress mac = MacAddress.parse("02:00:00:00:00:01");
    RangeSet wide = Drafts.set("10.0.0.2", "10.0.0.9");
    SubnetRules rules =
        Drafts.net("net", "10.0.0.0/24")
            .toRules(Map.of("Job/ns/b", wide, "Job/ns/a", Drafts.set("10.0.0.4", "10.0.0.5")));
    SubnetState state =
        SubnetState.of(
            rules,
            List.of(
                new Lease("ns/me", Drafts.ip("10.0.0.9"), mac),
                new Lease("ns/z", Drafts.ip("10.0.0.9"), mac),
                new Lease("ns/y", Drafts.ip("10.0.0.9"), mac)));
    WishClaims claims = WishClaims.of(state, "Job/ns/me", "ns/me"::equals);
    assertThat(claims.user(Drafts.ip("10.0.0.9"))).contains("ns/y");
    assertThat(claims.user(mac)).contains("ns/y");
    assertThat(claims.reservedFor(Drafts.ip("10.0.0.1"))).isEmpty();
    assertThat(claims.reservedFor(Drafts.ip("10.0.0.3"))).contains("Job/ns/b");
    assertThat(claims.reservedFor(Drafts.ip("10.0.0.4"))).contains("Job/ns/a");
    assertThat(claims.reservedFor(Drafts.ip("10.0.0.9"))).contains("Job/ns/b");
    assertThat(claims.reservedFor(Drafts.ip("10.0.0.10"))).isEmpty();
    assertThat(WishClaims.of(state, "Job/ns/b", o -> true).reservedFor(Drafts.ip("10.0.0.9")))
        .isEmpty();
    assertThat(WishClaims.of(state, "Job/ns/b", o -> true).user(Drafts.ip("10.0.0.9"))).isEmpty();
  }

  @Test
  void claims_whenAnAddressIsHeldAndItsOwnerIsNotKnown_takeItForNobodys() {
    SubnetState state =
        SubnetState.of(RULES, List.of()).withHeld(Drafts.set("10.0.0.9", "10.0.0.9"));
    assertThat(check(RULES, "10.0.0.9", null, WishClaims.of(state, "Job/ns/a", o -> false)))
        .isEmpty();
  }

  @Test
  void claims_whenNobodyHasAnything_areEmpty() {
    assertThat(WishClaims.none().user(Drafts.ip("10.0.0.9"))).isEqualTo(Optional.empty());
    assertThat(WishClaims.none().user(new MacAddress(2))).isEqualTo(Optional.empty());
    assertThat(WishClaims.none().reservedFor(Drafts.ip("10.0.0.9"))).isEqualTo(Optional.empty());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "auto", "x", "-"})
  void addresses_whenNoneCanBeRead_areNone(@Nullable String ip) {
    assertThat(wish(ip, null).addresses()).isEqualTo(RangeSet.empty());
  }

  @Test
  void addresses_whenSomeCanBeRead_areThoseOnceEach() {
    assertThat(wish("10.0.0.9-x-10.0.0.8 - 10.0.0.9", null).addresses())
        .isEqualTo(Drafts.set("10.0.0.8", "10.0.0.9"));
    assertThat(wish("10.0.0.9-".repeat(WishDraft.MAX_CHARACTERS), null).addresses())
        .isEqualTo(RangeSet.empty());
  }

  @Test
  @SuppressWarnings("NullAway") // what an embedder without a null checker may do
  void make_whenAPathIsNull_namesIt() {
    assertThatThrownBy(() -> new WishDraft(null, "", "mac", ""))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("ipField");
    assertThatThrownBy(() -> new WishDraft("ip", "", null, ""))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("macField");
  }
}
