package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IpRangeTest {
  private static final String IPV6_LAST = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "10.0.0.1-10.0.0.9",
        "10.0.0.1",
        "0.0.0.0-255.255.255.255",
        "::-" + IPV6_LAST,
        "2001:db8::ffff:ffff:ffff:ffff-2001:db8:0:1::"
      })
  void parse_whenPrinted_givesTheSameText(String text) {
    assertThat(IpRange.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "-, 0",
    "10.0.0.1-, 9",
    "-10.0.0.1, 0",
    "10.0.0.1 - 10.0.0.9, 8",
    "10.0.0.1-10.0.0.256, 16",
    "10.0.0.1-10.0.0.9-10.0.0.12, 17",
    "10.0.0.9-10.0.0.1, 9",
    "10.0.0.1-::1, 9",
    "::1-10.0.0.1, 4",
    "::2-::1%eth0, 7",
    "10.0.0.0/24, 8",
  })
  void parse_whenTextIsNoRange_saysWhere(String text, int position) {
    AddressFormatException e =
        catchThrowableOfType(AddressFormatException.class, () -> IpRange.parse(text));
    assertThat(e).as(text).isNotNull();
    assertThat(e.position()).as(e.getMessage()).isEqualTo(position);
    assertThat(e.input()).isEqualTo(text);
    assertThat(e).hasMessageContaining("cannot parse range \"" + text + "\"");
    assertThat(e.reason()).contains("; ");
  }

  @Test
  void parse_whenItsStartIsMissing_saysThat() {
    assertThatThrownBy(() -> IpRange.parse("-10.0.0.1")).hasMessageContaining("it is blank");
  }

  @Test
  void parse_whenBothEndsAreOne_isTheRangeOfOneAddress() {
    assertThat(IpRange.parse("10.0.0.1-10.0.0.1")).hasToString("10.0.0.1");
  }

  @Test
  void construct_whenFamiliesDiffer_saysWhatToDo() {
    assertThatThrownBy(() -> new IpRange(IpAddress.IPV4_HIGHEST, IpAddress.IPV6_LOWEST))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot make range \"255.255.255.255-::\": both ends must be of one family, got IPV4"
                + " and IPV6; make one range for each family");
  }

  @Test
  void construct_whenInverted_saysWhatToDo() {
    assertThatThrownBy(() -> new IpRange(IpAddress.ofIpv4(2), IpAddress.ofIpv4(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "cannot make range \"0.0.0.2-0.0.0.1\": it must go upwards, got an end below the start;"
                + " exchange the two");
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.1, 10.0.0.1, 10.0.0.1/32",
    "::1, ::1, ::1/128",
    "0.0.0.0, 255.255.255.255, 0.0.0.0/0",
    "::, " + IPV6_LAST + ", ::/0",
    "255.255.255.255, 255.255.255.255, 255.255.255.255/32",
    IPV6_LAST + ", " + IPV6_LAST + ", " + IPV6_LAST + "/128",
    "10.0.0.0, 10.0.0.255, 10.0.0.0/24",
    "10.0.0.1, 10.0.0.10, 10.0.0.1/32 10.0.0.2/31 10.0.0.4/30 10.0.0.8/31 10.0.0.10/32",
    "127.255.255.255, 128.0.0.0, 127.255.255.255/32 128.0.0.0/32",
    "::ffff:ffff:ffff:ffff, 0:0:0:1::1, ::ffff:ffff:ffff:ffff/128 0:0:0:1::/127",
    "::, 0:0:0:1:ffff:ffff:ffff:ffff, ::/63",
    "8000::, " + IPV6_LAST + ", 8000::/1",
  })
  void prefixes_areTheLeastList(String from, String to, String prefixes) {
    IpRange range = new IpRange(IpAddress.parse(from), IpAddress.parse(to));
    List<IpPrefix> expected = List.of(prefixes.split(" ")).stream().map(IpPrefix::parse).toList();
    assertThat(range.prefixes()).isEqualTo(expected);
    assertThat(RangeSet.of(range).prefixes()).isEqualTo(expected);
  }

  /** The most that one range can take: all but the first and the last address. */
  @Test
  void prefixes_whenFirstAndLastAreMissing_areTwiceTheBitsLessTwo() {
    for (IpFamily family : IpFamily.values()) {
      IpRange range =
          new IpRange(IpAddress.lowest(family).next(), IpAddress.highest(family).previous());
      assertThat(range.prefixes()).hasSize(2 * family.bits() - 2);
    }
  }

  @Test
  void prefixes_whenChanged_throws() {
    assertThatThrownBy(IpRange.parse("::1").prefixes()::clear)
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"255.255.255.254-255.255.255.255", "0.0.0.0-0.0.0.1"})
  void addresses_whenAtAnEdge_endThere(String text) {
    IpRange range = IpRange.parse(text);
    assertThat(range.addresses()).containsExactly(range.from(), range.to());
    Iterator<IpAddress> addresses = range.addresses().iterator();
    addresses.next();
    addresses.next();
    assertThat(addresses.hasNext()).isFalse();
    assertThatThrownBy(addresses::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void compareTo_isByFirstThenByLast() {
    assertThat(IpRange.parse("10.0.0.1-10.0.0.9"))
        .isLessThan(IpRange.parse("10.0.0.2"))
        .isLessThan(IpRange.parse("10.0.0.1-10.0.0.10"))
        .isGreaterThan(IpRange.parse("10.0.0.1"));
  }

  @Test
  void overlaps_whenOneAddressIsCommon_isTrue() {
    IpRange range = IpRange.parse("10.0.0.4-10.0.0.8");
    assertThat(range.overlaps(IpRange.parse("10.0.0.8-10.0.0.9"))).isTrue();
    assertThat(range.overlaps(IpRange.parse("10.0.0.1-10.0.0.4"))).isTrue();
    assertThat(range.overlaps(IpRange.parse("10.0.0.5"))).isTrue();
    assertThat(range.overlaps(IpRange.parse("10.0.0.9-10.0.0.10"))).isFalse();
    assertThat(range.overlaps(IpRange.parse("10.0.0.1-10.0.0.3"))).isFalse();
  }
}
