package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.SubnetDraft.Range;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is legal and perhaps not meant: never a reason to refuse. */
final class SubnetWarningsTest {
  private static List<String> warnings(SubnetDraft draft) {
    assertThat(SubnetCheck.check(draft, List.of())).isEmpty();
    return SubnetCheck.warnings(draft).stream().map(Finding::toString).toList();
  }

  private static SubnetDraft routed(String cidr, String gateway) {
    return Drafts.net("net", cidr, gateway, List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 10.0.0.1",
    "10.0.0.0/24, 10.0.0.254",
    "10.0.0.0/31, 10.0.0.0",
    "10.0.0.0/31, 10.0.0.1",
    "10.0.0.0/30, 10.0.0.1",
    "10.0.0.9/32, 10.0.0.1",
    "fd00::/64, fd00::", // routers answer there: RFC 4291 2.6.1
    "fd00::/64, fd00::ffff:ffff:ffff:ffff",
    "fd00::/127, fd00::",
    "fd00::9/128, fe80::1",
    "1.0.0.0/24, 1.0.0.1",
    "126.255.255.0/24, 126.255.255.1",
    "223.255.255.0/24, 223.255.255.1",
    "240.0.0.0/24, 240.0.0.1",
    "::2/127, ::2",
  })
  void warnings_whenNothingIsOdd_areNone(String cidr, String gateway) {
    assertThat(warnings(routed(cidr, gateway))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 10.0.0.0, is the network address of 10.0.0.0/24",
    "10.0.0.0/24, 10.0.0.255, is the broadcast address of 10.0.0.0/24",
    "10.0.0.0/30, 10.0.0.3, is the broadcast address of 10.0.0.0/30",
    "10.0.0.9/32, 0.0.0.0, is \"this network\"",
    "10.0.0.9/32, 0.255.255.255, is \"this network\"",
    "10.0.0.9/32, 127.0.0.1, is loopback",
    "10.0.0.9/32, 224.0.0.1, is multicast",
    "10.0.0.9/32, 239.255.255.255, is multicast",
    "10.0.0.9/32, 255.255.255.255, is limited broadcast",
    "fd00::9/128, ::, is unspecified",
    "fd00::9/128, ::1, is loopback",
    "fd00::9/128, ff02::1, is multicast",
  })
  void warnings_whenNoRouterHasTheGateway_sayWhy(String cidr, String gateway, String reason) {
    assertThat(warnings(routed(cidr, gateway)))
        .singleElement()
        .asString()
        .startsWith("spec.gateway " + reason)
        .contains(", which no router has, got \"" + gateway + "\"; name the router's own address");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0/24, 0.0.0.1-0.0.0.254, \"this network\"",
    "127.0.0.0/8, 127.0.0.1-127.255.255.254, loopback",
    "224.1.0.0/24, 224.1.0.1-224.1.0.254, multicast",
    "192.0.0.0/2, 224.0.0.0-239.255.255.255, multicast",
    "255.255.255.255/32, 255.255.255.255, limited broadcast",
    "::1/128, ::1, loopback",
    "ff05::/16, ff05::1-ff05:ffff:ffff:ffff:ffff:ffff:ffff:ffff, multicast",
  })
  void warnings_whenPodsWouldHaveSpecialAddresses_showThem(
      String cidr, String addresses, String what) {
    assertThat(warnings(Drafts.net("net", cidr)))
        .singleElement()
        .asString()
        .startsWith(
            "spec.cidr lets pods have " + addresses + ", which no interface can use: " + what)
        .endsWith("got \"" + IpPrefix.parse(cidr) + "\"; choose another network or other ranges");
  }

  @Test
  void warnings_whenRangesKeepPodsOffSpecialAddresses_areNone() {
    assertThat(warnings(Drafts.net("net", "0.0.0.0/0", new Range("10.0.0.1", "10.0.0.9"))))
        .isEmpty();
    assertThat(warnings(Drafts.net("net", "::/0", new Range("ff00::", "ff00::1"))))
        .singleElement()
        .asString()
        .startsWith("spec.ranges lets pods have ff00::-ff00::1");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.9/32, 10.0.0.9, '', ''",
    "fd00::9/128, fd00::9, '', ''",
    "10.0.0.0/24, 10.0.0.1, 10.0.0.1, 10.0.0.1",
    "10.0.0.0/24, '', 10.0.0.255, 10.0.0.255",
    "fd00::/64, fd00::1, fd00::, fd00::1",
  })
  void warnings_whenNothingIsLeftForPods_sayWhere(
      String cidr, String gateway, String from, String to) {
    List<Range> ranges = from.isEmpty() ? List.of() : List.of(new Range(from, to));
    assertThat(warnings(Drafts.net("net", cidr, gateway, ranges)))
        .singleElement()
        .asString()
        .startsWith((from.isEmpty() ? "spec.cidr" : "spec.ranges") + " leaves no address for pods");
  }

  @Test
  void warnings_whenOneAddressIsLeft_areNone() {
    assertThat(warnings(routed("10.0.0.0/30", "10.0.0.1"))).isEmpty();
    assertThat(warnings(routed("10.0.0.0/31", "10.0.0.1"))).isEmpty();
  }

  @Test
  void warnings_whenTheSubnetIsBroken_sayOnlyWhatIsSure() {
    SubnetDraft draft =
        Drafts.net(
            "net",
            "10.0.0.0/24",
            "10.0.0.255",
            List.of(
                new Range("10.0.0.255", "10.0.0.255"),
                new Range("10.0.0.255", "10.0.0.255"),
                new Range("x", "y")));
    assertThat(SubnetCheck.warnings(draft))
        .extracting(Finding::field)
        .containsExactly("spec.ranges", "spec.gateway");
    assertThat(SubnetCheck.warnings(Drafts.net("net", "x", "224.0.0.1", List.of()))).isEmpty();
  }

  @Test
  void warnings_whenRangesOnlyTouch_areNone() {
    assertThat(
            warnings(
                Drafts.net(
                    "net",
                    "10.0.0.0/24",
                    new Range("10.0.0.1", "10.0.0.4"),
                    new Range("10.0.0.5", "10.0.0.9"))))
        .isEmpty();
  }

  @Test
  void warnings_whenRangesEndTogether_nameTheLongest() {
    SubnetDraft draft =
        Drafts.net(
            "net",
            "10.0.0.0/24",
            new Range("10.0.0.1", "10.0.0.9"),
            new Range("10.0.0.5", "10.0.0.9"),
            new Range("10.0.0.7", "10.0.0.9"));
    assertThat(warnings(draft))
        .hasSize(2)
        .allMatch(w -> w.contains("overlaps 10.0.0.1-10.0.0.9 and"));
  }

  @Test
  void warnings_whenManyRangesOverlap_nameSomeAndCountTheRest() {
    Range range = new Range("10.0.0.1", "10.0.0.2");
    int named = SubnetWarnings.MAX_OVERLAPS;
    List<Range> few = Collections.nCopies(named + 1, range);
    assertThat(warnings(Drafts.net("net", "10.0.0.0/24", null, few)))
        .hasSize(named)
        .containsOnly(
            "spec.ranges overlaps 10.0.0.1-10.0.0.2 and is merged with it, got"
                + " \"10.0.0.1-10.0.0.2\"; write the two as one range");
    List<Range> more = Collections.nCopies(named + 3, range);
    assertThat(warnings(Drafts.net("net", "10.0.0.0/24", null, more)))
        .hasSize(named + 1)
        .last()
        .asString()
        .isEqualTo(
            "spec.ranges has 2 more that overlap others and are merged, got \"23 ranges\"; write"
                + " ranges that overlap as one");
  }
}
