package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoFlagsTest {
  @Test
  void normalise_whenLongFlagHasOneDash_givesItTwo() {
    assertThat(
            GoFlags.normalise(
                "operator", "-kubeconfig=a", "--worker", "3", "-worker", "4", "-v", "-h"))
        .containsExactly(
            "operator", "--kubeconfig=a", "--worker", "3", "--worker", "4", "-v", "-h");
  }

  @Test
  void normalise_whenValueLooksLikeANumber_leavesIt() {
    assertThat(GoFlags.normalise("--worker", "-10")).containsExactly("--worker", "-10");
  }

  @Test
  void normalise_afterTerminator_leavesAll() {
    assertThat(GoFlags.normalise("--", "-kubeconfig")).containsExactly("--", "-kubeconfig");
  }
}
