package io.flatnet.ipam;

import static io.flatnet.ipam.DatabaseSubnet.ip;
import static io.flatnet.ipam.DatabaseSubnet.ips;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the list meets the tree, and where a half of an address carries into the other. */
final class FreeRangesTest {
  private static RangeSet set(String... ranges) {
    RangeSet set = RangeSet.empty();
    for (String range : ranges) {
      set = set.with(IpRange.parse(range));
    }
    return set;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::ffff:ffff:ffff:fffe-::ffff:ffff:ffff:ffff 0:0:0:1::1 0:0:0:1::3-0:0:0:1::4",
        "0:0:0:5:ffff:ffff:ffff:fffe-0:0:0:5:ffff:ffff:ffff:ffff 0:0:0:6::1 0:0:0:6::3",
        "::ffff:ffff:ffff:fffd ::ffff:ffff:ffff:ffff-0:0:0:1::1 0:0:0:1::3",
        "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffd ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
      })
  void without_whenAlwaysTheLowest_givesAllInOrder(String ranges) {
    RangeSet rest = set(ranges.split(" "));
    FreeRanges free = FreeRanges.of(rest);
    while (!rest.isEmpty()) {
      IpAddress lowest = rest.lowest().orElseThrow();
      assertThat(free.lowest()).isEqualTo(lowest);
      free = free.without(lowest);
      rest = rest.without(lowest);
      assertThat(free.toSet()).isEqualTo(rest);
    }
    assertThat(free.lowest()).isNull();
  }

  @Test
  void of_whenTheEndsOfARangeHaveOneLowerHalf_hasAllOfIt() {
    FreeRanges free = FreeRanges.of(set("::5-0:0:0:1::5"));
    assertThat(free.toSet()).isEqualTo(set("::5-0:0:0:1::5"));
    IpAddress inside = IpAddress.parse("0:0:0:1::");
    assertThat(free.lowestAtOrAfter(inside)).isEqualTo(inside);
  }

  /** Addresses of which the halves, each by itself, seem to follow one another. */
  @ParameterizedTest
  @CsvSource({
    "::5, 0:0:0:1::6",
    "::ffff:ffff:ffff:ffff, 0:0:0:1:ffff:ffff:ffff:fffe",
    "::ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff::",
    "255.255.255.255, ::1:0:0",
  })
  void with_whenTheLowestIsFarAbove_joinsNothing(String lower, String upper) {
    FreeRanges free = FreeRanges.of(set(upper)).with(IpAddress.parse(lower));
    assertThat(free.toSet()).isEqualTo(set(lower, upper));
  }

  @Test
  void update_whenTheHighestLeavesAndComesBack_isThereOnce() {
    FreeRanges free = FreeRanges.of(ips(1, 3, 5)).without(ip(5));
    assertThat(free.toSet()).isEqualTo(ips(1, 3));
    free = free.with(ip(5));
    assertThat(free.toSet()).isEqualTo(ips(1, 3, 5));
    assertThat(free.without(ip(5)).lowestAtOrAfter(ip(4))).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 4, 5, 9})
  void with_whenItIsThere_isThereOnce(int last) {
    FreeRanges free = FreeRanges.of(ips(1, 3, 4, 5, 9)).with(ip(last));
    assertThat(free.toSet()).isEqualTo(ips(1, 3, 4, 5, 9));
    assertThat(free.without(ip(last)).toSet()).isEqualTo(ips(1, 3, 4, 5, 9).without(ip(last)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 6, 8, 10})
  void without_whenItIsNotThere_changesNothing(int last) {
    assertThat(FreeRanges.of(ips(1, 3, 4, 5, 9)).without(ip(last)).toSet())
        .isEqualTo(ips(1, 3, 4, 5, 9));
  }

  /** Each comes back below the end of the list, which one of so many elements would overflow. */
  @Test
  void with_whenEverySecondComesBack_staysShallow() {
    int count = 50_000;
    FreeRanges free = FreeRanges.of(RangeSet.of(IpRange.of(ip(2 * count))));
    for (int i = 0; i < count; i++) {
      free = free.with(ip(2 * i));
    }
    assertThat(free.lowest()).isEqualTo(ip(0));
    assertThat(free.toSet().rangeCount()).isEqualTo(count + 1);
  }
}
