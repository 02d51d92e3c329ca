package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Where messages cut a long text that has characters outside the basic multilingual plane. */
class ShownCutTest {
  private static final String PAIR = "\ud83d\ude00"; // U+1F600: two chars in UTF-16

  @Test
  void start_whenAPairStandsOnTheCut_leavesItOut() {
    assertThat(Shown.start("a".repeat(79) + PAIR)).isEqualTo("a".repeat(79) + "…");
  }

  @Test
  void start_whenAPairStandsBeforeTheCut_keepsIt() {
    assertThat(Shown.start("a".repeat(78) + PAIR + "b")).isEqualTo("a".repeat(78) + PAIR + "…");
  }

  @Test
  void start_whenTextIsPairsOnly_cutsNone() {
    assertThat(Shown.start("a" + PAIR.repeat(100))).isEqualTo("a" + PAIR.repeat(39) + "…");
    assertThat(Shown.start(PAIR.repeat(40))).isEqualTo(PAIR.repeat(40));
  }
}
