package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShownTest {
  @Test
  void start_whenTextFits_isTheText() {
    assertThat(Shown.start("")).isEmpty();
    assertThat(Shown.start("a".repeat(80))).isEqualTo("a".repeat(80));
  }

  @Test
  void start_whenTextIsLong_isItsStartAndAMark() {
    assertThat(Shown.start("a".repeat(80) + "b")).isEqualTo("a".repeat(80) + "…");
    assertThat(Shown.start("a".repeat(1_000_000))).hasSize(81);
  }

  @Test
  void items_whenFew_areAllShown() {
    assertThat(Shown.items(List.of())).isEmpty();
    assertThat(Shown.items(numbers(8))).isEqualTo("0, 1, 2, 3, 4, 5, 6, 7");
  }

  @Test
  void items_whenMany_areShownUpToTheEighthAndTheRestIsCounted() {
    assertThat(Shown.items(numbers(9))).isEqualTo("0, 1, 2, 3, 4, 5, 6, 7 and 1 more");
    assertThat(Shown.items(numbers(1_000))).endsWith("6, 7 and 992 more");
  }

  @Test
  void ranges_whenMany_areShownUpToTheEighthAndTheRestIsCounted() {
    assertThat(Shown.ranges(everySecondAddress(8))).endsWith("10.0.0.12, 10.0.0.14");
    assertThat(Shown.ranges(everySecondAddress(10))).endsWith("10.0.0.14 and 2 more");
  }

  private static List<String> numbers(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  private static RangeSet everySecondAddress(int count) {
    return RangeSet.copyOf(
        IntStream.range(0, count)
            .mapToObj(i -> IpRange.of(IpAddress.parse("10.0.0." + 2 * i)))
            .toList());
  }
}
