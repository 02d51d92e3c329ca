package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.SubnetDraft.Range;
import io.flatnet.ipam.SubnetDraft.Route;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a subnet legal. */
final class SubnetCheckTest {
  private static final List<Range> NO_RANGES = List.of();

  private static SubnetDraft draft(String cidr, @Nullable String gateway, Range... ranges) {
    return Drafts.net("net", cidr, gateway, List.of(ranges));
  }

  private static SubnetDraft named(String name, SubnetDraft like) {
    return new SubnetDraft(
        name,
        like.flatMode(),
        like.master(),
        like.vlan(),
        like.cidr(),
        like.mode(),
        like.ipvlanFlag(),
        like.gateway(),
        like.ranges(),
        like.routes());
  }

  private static SubnetDraft kind(
      @Nullable String flatMode,
      @Nullable String master,
      @Nullable Integer vlan,
      @Nullable String mode,
      @Nullable String flag) {
    return new SubnetDraft(
        "net", flatMode, master, vlan, "10.0.0.0/24", mode, flag, null, NO_RANGES, List.of());
  }

  private static List<String> fields(SubnetDraft draft, SubnetDraft... others) {
    return SubnetCheck.check(draft, List.of(others)).stream().map(Finding::field).toList();
  }

  @Test
  void check_whenAllIsWell_findsNothing() {
    SubnetDraft draft =
        new SubnetDraft(
            "net",
            "ipvlan",
            "eth0",
            4094,
            "10.0.0.7/24",
            "l3s",
            "vepa",
            "10.0.0.1",
            List.of(new Range("10.0.0.10", "10.0.0.20"), new Range("10.0.0.15", "10.0.0.15")),
            List.of(
                new Route("eth1", "10.1.0.0/16", "10.0.0.10", "10.0.0.2", Integer.MAX_VALUE),
                new Route("eth0", "::/0", "", "", null)));
    assertThat(SubnetCheck.check(draft, List.of(draft))).isEmpty();
  }

  @Test
  void check_whenOptionalFieldsAreEmptyTexts_takesThemAsAbsent() {
    SubnetDraft draft =
        new SubnetDraft(
            "net", "macvlan", "eth0", 0, "10.0.0.0/24", "", "", "", NO_RANGES, List.of());
    assertThat(SubnetCheck.check(draft, List.of())).isEmpty();
    assertThat(draft.gateway()).isNull();
    assertThat(draft.toRules(Map.of()).gateway()).isNull();
  }

  @Test
  void check_whenManyFieldsAreWrong_findsThemAll() {
    SubnetDraft draft =
        new SubnetDraft(
            "net",
            "",
            "",
            -1,
            "10.0.0.0/33",
            "",
            "",
            "here",
            List.of(new Range("", "10.0.0.300"), new Range("10.0.0.9", "10.0.0.1")),
            List.of(new Route("", "", "x", "y", -1)));
    assertThat(fields(draft))
        .containsExactly(
            "spec.flatMode",
            "spec.master",
            "spec.vlan",
            "spec.cidr",
            "spec.gateway",
            "spec.ranges[0].from",
            "spec.ranges[0].to",
            "spec.ranges[1]",
            "spec.routes[0].dev",
            "spec.routes[0].dst",
            "spec.routes[0].src",
            "spec.routes[0].via",
            "spec.routes[0].priority");
    assertThat(SubnetCheck.check(draft, List.of()))
        .allSatisfy(
            finding -> {
              assertThat(finding.constraint()).isNotBlank();
              assertThat(finding.nextStep()).isNotBlank();
            });
  }

  @Test
  void finding_whenPrinted_isASentence() {
    assertThat(SubnetCheck.check(draft("10.0.0.0/24", "10.0.1.1"), List.of()).getFirst())
        .hasToString(
            "spec.gateway must lie inside 10.0.0.0/24, got \"10.0.1.1\"; name a router inside it,"
                + " or leave the gateway out");
  }

  @ParameterizedTest
  @CsvSource({
    "macvlan, bridge, '', ''",
    "macvlan, vepa, '', ''",
    "macvlan, private, '', ''",
    "macvlan, passthru, '', ''",
    "macvlan, l2, '', spec.mode",
    "macvlan, '', bridge, spec.ipvlanFlag",
    "ipvlan, l2, bridge, ''",
    "ipvlan, l3, private, ''",
    "ipvlan, l3s, vepa, ''",
    "ipvlan, bridge, '', spec.mode",
    "ipvlan, '', passthru, spec.ipvlanFlag",
    "bridge, l9, nonsense, spec.flatMode",
    "MACVLAN, '', '', spec.flatMode",
  })
  void check_knowsTheModesOfEachKind(String flatMode, String mode, String flag, String field) {
    assertThat(fields(kind(flatMode, "eth0", null, mode, flag)))
        .isEqualTo(field.isEmpty() ? List.of() : List.of(field));
  }

  @ParameterizedTest
  @CsvSource({
    "eth0, 0, ''",
    "eth0, 4094, ''",
    "eth0, 4095, spec.vlan",
    "eth0, -1, spec.vlan",
    "123456789012345, 0, ''",
    "1234567890123456, 0, spec.master",
    "ääääääää, 0, spec.master",
    "1234567890, 4000, ''",
    "12345678901, 4000, spec.master",
    "12345678901, 4094, spec.master",
    "12345678901, 4095, spec.vlan",
    "1234567890123, 1, ''",
    "12345678901234, 1, spec.master",
    "eth/0, 0, spec.master",
    "eth 0, 0, spec.master",
    "'eth0\n', 0, spec.master",
    "eth0:1, 0, spec.master",
    "., 0, spec.master",
    ".., 0, spec.master",
    "bond0.7, 0, ''",
  })
  void check_knowsTheNamesThatAnInterfaceCanHave(String master, int vlan, String field) {
    assertThat(fields(kind("macvlan", master, vlan, null, null)))
        .isEqualTo(field.isEmpty() ? List.of() : List.of(field));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 10.0.0.1, ''",
    "10.0.0.0/24, 10.0.1.1, spec.gateway",
    "10.0.0.0/31, 10.0.0.2, spec.gateway",
    "10.0.0.9/32, 10.0.0.1, ''",
    "10.0.0.9/32, ::1, spec.gateway",
    "2001:db8::/64, 2001:db8::1, ''",
    "2001:db8::/127, fe80::1, spec.gateway",
    "2001:db8::9/128, fe80::1, ''",
  })
  void check_whenGatewayIsOutside_isLegalForOneAddressAlone(
      String cidr, String gateway, String field) {
    assertThat(fields(draft(cidr, gateway)))
        .isEqualTo(field.isEmpty() ? List.of() : List.of(field));
  }

  @Test
  void check_whenRangesAreWrong_namesEach() {
    assertThat(
            fields(
                draft(
                    "10.0.0.0/24",
                    null,
                    new Range("10.0.0.1", "10.0.1.1"),
                    new Range("9.0.0.1", "10.0.0.9"),
                    new Range("10.0.0.9", "10.0.0.8"),
                    new Range(null, "::1"),
                    new Range("10.0.0.1", "::1"),
                    new Range("10.0.0.1", "10.0.0.1"))))
        .containsExactly(
            "spec.ranges[0].to",
            "spec.ranges[1].from",
            "spec.ranges[2]",
            "spec.ranges[3].from",
            "spec.ranges[3].to",
            "spec.ranges[4].to",
            "spec.ranges[4]");
  }

  @Test
  void warnings_whenRangesOverlap_saysSo() {
    SubnetDraft overlapping =
        draft(
            "10.0.0.0/24",
            null,
            new Range("10.0.0.5", "10.0.0.9"),
            new Range("10.0.0.1", "10.0.0.5"),
            new Range("10.0.0.10", "10.0.0.11"));
    assertThat(SubnetCheck.check(overlapping, List.of())).isEmpty();
    assertThat(SubnetCheck.warnings(overlapping))
        .singleElement()
        .satisfies(w -> assertThat(w.constraint()).contains("overlaps 10.0.0.1-10.0.0.5"));
    assertThat(overlapping.toRules(Map.of()).ranges()).hasToString("[10.0.0.1-10.0.0.11]");
  }

  @Test
  void warnings_whenALongRangeHoldsSeveral_saysSoOfEach() {
    SubnetDraft nested =
        draft(
            "10.0.0.0/24",
            null,
            new Range("10.0.0.1", "10.0.0.99"),
            new Range("10.0.0.5", "10.0.0.6"),
            new Range("10.0.0.8", "10.0.0.9"));
    assertThat(SubnetCheck.warnings(nested)).hasSize(2);
  }

  @Test
  void check_whenRoutesAreWrong_namesEach() {
    assertThat(
            fields(
                Drafts.routed(
                    new Route("eth1", "10.1.0.0", null, null, null),
                    new Route("a name too long", "10.1.0.0/16", "::1", "fe80::1", 0),
                    new Route("net 1", "default", "10.0.0.1", null, null))))
        .containsExactly(
            "spec.routes[0].dst",
            "spec.routes[1].dev",
            "spec.routes[1].src",
            "spec.routes[1].via",
            "spec.routes[2].dev",
            "spec.routes[2].dst");
  }

  // ---- beside others

  @Test
  void check_whenAnotherOfTheSameMasterAndVlanHasAnotherKind_findsIt() {
    SubnetDraft draft = kind("macvlan", "eth0", 0, null, null);
    SubnetDraft other = named("other", kind("ipvlan", "eth0", null, null, null));
    assertThat(fields(draft, other)).containsExactly("spec.flatMode");
    assertThat(fields(draft, named("other", kind("ipvlan", "eth0", 7, null, null)))).isEmpty();
    assertThat(fields(draft, named("other", kind("ipvlan", "eth1", 0, null, null)))).isEmpty();
  }

  @Test
  void check_whenCidrsOverlapAndOneHasNoRanges_findsIt() {
    SubnetDraft whole = draft("10.0.0.0/24", null);
    SubnetDraft ranged =
        named("other", draft("10.0.0.128/25", null, new Range("10.0.0.200", "10.0.0.201")));
    assertThat(fields(whole, ranged)).containsExactly("spec.cidr");
    assertThat(SubnetCheck.check(whole, List.of(ranged)).getFirst().nextStep())
        .startsWith("give this subnet ranges");
    assertThat(SubnetCheck.check(ranged, List.of(whole, named("third", whole))))
        .extracting(Finding::nextStep)
        .allMatch(step -> step.startsWith("give subnet \""));
    assertThat(fields(ranged, whole)).containsExactly("spec.cidr");
    assertThat(fields(whole, named("other", whole))).containsExactly("spec.cidr");
    assertThat(fields(whole, named("other", draft("10.0.1.0/24", null)))).isEmpty();
  }

  @Test
  void check_whenCidrsOverlapAndRangesDoNot_isLegal() {
    SubnetDraft low = draft("10.0.0.0/24", null, new Range("10.0.0.1", "10.0.0.9"));
    SubnetDraft high =
        named("high", draft("10.0.0.0/24", null, new Range("10.0.0.10", "10.0.0.19")));
    assertThat(fields(low, high)).isEmpty();
  }

  /** The reference returns after the first pair and misses a conflict with a third subnet. */
  @Test
  void check_whenAThirdSubnetIsInTheWay_findsEveryOne() {
    SubnetDraft draft = draft("10.0.0.0/24", null, new Range("10.0.0.1", "10.0.0.9"));
    SubnetDraft apart =
        named("apart", draft("10.0.0.0/24", null, new Range("10.0.0.20", "10.0.0.29")));
    SubnetDraft third =
        named("third", draft("10.0.0.0/25", null, new Range("10.0.0.9", "10.0.0.12")));
    SubnetDraft fourth = named("fourth", draft("10.0.0.0/16", null));
    List<Finding> findings = SubnetCheck.check(draft, List.of(apart, third, fourth));
    assertThat(findings).extracting(Finding::field).containsExactly("spec.ranges", "spec.cidr");
    assertThat(findings.getFirst().constraint()).contains("\"third\"").contains("10.0.0.9");
    assertThat(findings.getLast().constraint()).contains("\"fourth\"");
  }

  @Test
  void check_whenAnotherSubnetIsBroken_isSilentAboutIt() {
    SubnetDraft draft = draft("10.0.0.0/24", null);
    assertThat(fields(draft, named("broken", draft("10.0.0.0/", null)))).isEmpty();
    assertThat(fields(draft, named("empty", kind(null, null, null, null, null)))).isEmpty();
  }

  // ---- in use

  @Test
  void checkUse_whenAddressesWouldBeOutside_namesThem() {
    RangeSet used =
        RangeSet.of(
            new IpRange(IpAddress.parse("10.0.0.5"), IpAddress.parse("10.0.0.6")),
            IpRange.of(IpAddress.parse("10.0.0.200")));
    assertThat(SubnetCheck.checkUse(draft("10.0.0.0/24", null), used)).isEmpty();
    List<Finding> findings =
        SubnetCheck.checkUse(draft("10.0.0.0/25", null, new Range("10.0.0.6", "10.0.0.9")), used);
    assertThat(findings).extracting(Finding::field).containsExactly("spec.cidr", "spec.ranges");
    assertThat(findings.getFirst().constraint()).contains("10.0.0.200 are outside");
    assertThat(findings.getLast().constraint()).contains("10.0.0.5 are outside");
  }

  @Test
  void checkUse_whenTheSubnetIsBroken_leavesThatToCheck() {
    RangeSet used = RangeSet.of(IpRange.of(IpAddress.parse("10.0.0.5")));
    assertThat(SubnetCheck.checkUse(draft("nonsense", null), used)).isEmpty();
  }

  // ---- rules

  @Test
  void toRules_whenLegal_hasWhatIsWritten() {
    Map<String, RangeSet> reservations =
        Map.of("Job/ns/a", RangeSet.of(IpRange.of(IpAddress.parse("10.0.0.11"))));
    SubnetRules rules =
        draft("10.0.0.7/24", "10.0.0.1", new Range("10.0.0.10", "10.0.0.20")).toRules(reservations);
    assertThat(rules)
        .isEqualTo(
            new SubnetRules(
                IpPrefix.parse("10.0.0.0/24"),
                IpAddress.parse("10.0.0.1"),
                RangeSet.of(
                    new IpRange(IpAddress.parse("10.0.0.10"), IpAddress.parse("10.0.0.20"))),
                reservations));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10.0.0.0", "10.0.0.0/33"})
  void toRules_whenCidrIsWrong_throws(String cidr) {
    assertThatThrownBy(() -> draft(cidr, null).toRules(Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("spec.cidr");
  }
}
