package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.SubnetDraft.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The addresses of a subnet, read. */
final class SubnetReaderTest {
  private static SubnetReader read(
      @Nullable String cidr, @Nullable String gateway, Range... ranges) {
    return SubnetReader.read(Drafts.net("net", cidr, gateway, List.of(ranges)));
  }

  private static Finding only(SubnetReader reader) {
    assertThat(reader.findings()).hasSize(1);
    return reader.findings().getFirst();
  }

  @Test
  void read_whenLegal_hasWhatIsWritten() {
    SubnetReader reader =
        read(
            "10.0.0.7/24",
            "10.0.0.1",
            new Range("10.0.0.9", "10.0.0.12"),
            new Range("10.0.0.4", "10.0.0.9"));
    assertThat(reader.findings()).isEmpty();
    assertThat(reader.prefix()).isEqualTo(IpPrefix.parse("10.0.0.0/24"));
    assertThat(reader.gateway()).isEqualTo(Drafts.ip("10.0.0.1"));
    assertThat(reader.writtenRanges()).hasToString("[10.0.0.9-10.0.0.12, 10.0.0.4-10.0.0.9]");
    assertThat(reader.ranges()).isEqualTo(Drafts.set("10.0.0.4", "10.0.0.12"));
    assertThat(reader.reach()).isEqualTo(reader.ranges());
    assertThat(reader.hasAllRanges()).isTrue();
  }

  @Test
  void reach_whenThereAreNoRanges_isTheNetwork() {
    assertThat(read("10.0.0.0/30", null).reach()).isEqualTo(Drafts.set("10.0.0.0", "10.0.0.3"));
    assertThat(read("10.0.0.0/30", null).hasAllRanges()).isTrue();
    assertThat(read("x", null).reach().isEmpty()).isTrue();
  }

  @Test
  void reach_whenARangeCannotBeRead_isNotTheNetwork() {
    SubnetReader reader = read("10.0.0.0/30", null, new Range("x", "10.0.0.1"));
    assertThat(reader.reach().isEmpty()).isTrue();
    assertThat(reader.hasAllRanges()).isFalse();
  }

  @Test
  void reach_whenARangeLeavesTheNetwork_isCutToIt() {
    SubnetReader reader = read("10.0.0.4/30", null, new Range("10.0.0.0", "10.0.0.5"));
    assertThat(reader.reach()).isEqualTo(Drafts.set("10.0.0.4", "10.0.0.5"));
    assertThat(only(reader).field()).isEqualTo("spec.ranges[0].from");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/33, 9",
    "10.0.0.0/-1, 9",
    "10.0.0.0/, 9",
    "10.0.0.0/024, 9",
    "10.0.0.0/4294967320, 9",
    "10.0.0.0, 8",
    "2001:db8::/129, 11",
    "10.0.0/24, 6",
    "010.0.0.0/24, 0",
    "' ', 1",
    "' 10.0.0.0/24', 0",
    "fe80::%eth0/64, 6",
  })
  void read_whenTheCidrIsNone_saysWhere(String cidr, int position) {
    Finding finding = only(read(cidr, "10.0.0.1", new Range("10.0.0.1", "10.0.0.2")));
    assertThat(finding.field()).isEqualTo("spec.cidr");
    assertThat(finding.value()).isEqualTo(cidr);
    assertThat(finding.constraint())
        .startsWith("must be a network (character " + position + ": ")
        .endsWith(")");
    assertThat(finding.nextStep()).isEqualTo("write one such as 10.0.0.0/24");
  }

  @ParameterizedTest
  @CsvSource({"null", "''"})
  void read_whenTheCidrIsAbsent_saysThatItIsRequired(String cidr) {
    assertThat(only(read(cidr.equals("null") ? null : cidr, null)))
        .hasToString("spec.cidr is required, got \"\"; write a network such as 10.0.0.0/24");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 10.0.1.0, must lie inside 10.0.0.0/24",
    "10.0.0.0/24, 9.255.255.255, must lie inside 10.0.0.0/24",
    "10.0.0.0/31, 10.0.0.2, must lie inside 10.0.0.0/31",
    "fd00::/127, fe80::1, must lie inside fd00::/127",
    "10.0.0.0/24, fd00::1, must be of the family of 10.0.0.0/24",
    "10.0.0.9/32, fd00::1, must be of the family of 10.0.0.9/32",
    "fd00::9/128, 10.0.0.1, must be of the family of fd00::9/128",
    "10.0.0.0/24, ' ', must be an address (character 0: ",
    "10.0.0.0/24, 10.0.0.1/24, must be an address (character 8: ",
  })
  void read_whenTheGatewayIsWrong_saysWhy(String cidr, String gateway, String constraint) {
    SubnetReader reader = read(cidr, gateway);
    Finding finding = only(reader);
    assertThat(finding.field()).isEqualTo("spec.gateway");
    assertThat(finding.value()).isEqualTo(gateway);
    assertThat(finding.constraint()).startsWith(constraint);
    assertThat(reader.gateway()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/24, 10.0.0.0",
    "10.0.0.0/24, 10.0.0.255",
    "10.0.0.0/31, 10.0.0.1",
    "10.0.0.9/32, 10.0.0.9",
    "10.0.0.9/32, 192.0.2.1",
    "fd00::/64, fd00::ffff:ffff:ffff:ffff",
    "fd00::9/128, fe80::1",
    "0.0.0.0/0, 255.255.255.255",
    "::/0, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  })
  void read_whenTheGatewayIsInsideOrTheNetworkIsOneAddress_takesIt(String cidr, String gateway) {
    SubnetReader reader = read(cidr, gateway);
    assertThat(reader.findings()).isEmpty();
    assertThat(reader.gateway()).isEqualTo(Drafts.ip(gateway));
  }

  @Test
  void read_whenARangeIsInverted_saysWhatToDo() {
    assertThat(only(read("10.0.0.0/24", null, new Range("10.0.0.2", "10.0.0.1"))))
        .hasToString(
            "spec.ranges[0] must go upwards, got \"10.0.0.2-10.0.0.1\"; exchange its two"
                + " addresses");
  }

  @Test
  void read_whenARangeMixesFamilies_saysSo() {
    SubnetReader reader = read("10.0.0.0/24", null, new Range("10.0.0.1", "fd00::1"));
    assertThat(reader.findings())
        .extracting(Finding::toString)
        .containsExactly(
            "spec.ranges[0].to must lie inside 10.0.0.0/24, got \"fd00::1\"; write an address of"
                + " the network",
            "spec.ranges[0] must be of one family, got \"10.0.0.1-fd00::1\"; write two addresses of"
                + " the network");
    assertThat(reader.ranges().isEmpty()).isTrue();
  }

  @Test
  void read_whenRangeEndsAreAbsent_namesBoth() {
    assertThat(read("10.0.0.0/24", null, new Range(null, "")).findings())
        .extracting(Finding::toString)
        .containsExactly(
            "spec.ranges[0].from is required, got \"\"; write an address of the network",
            "spec.ranges[0].to is required, got \"\"; write an address of the network");
  }

  @Test
  void read_whenARangeEndCannotBeRead_namesItsPosition() {
    assertThat(only(read("10.0.0.0/24", null, new Range("10.0.0.1", "10.0.0.1x"))).constraint())
        .startsWith("must be an address (character 8: ");
  }

  @Test
  void read_whenThereIsNoNetwork_stillReadsTheRest() {
    SubnetReader reader =
        read("x", "y", new Range("10.0.0.1", "z"), new Range("fd00::2", "fd00::1"));
    assertThat(reader.findings())
        .extracting(Finding::field)
        .containsExactly("spec.cidr", "spec.gateway", "spec.ranges[0].to", "spec.ranges[1]");
  }
}
