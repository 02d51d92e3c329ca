package io.flatnet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which version may break what another has promised. */
class BaselineTest {
  @ParameterizedTest
  @CsvSource({
    "0.1.0, 0.1.0, true",
    "0.1.0, 0.1.1, false",
    "0.1.9, 0.2.0, true",
    "0.9.0, 1.0.0, true",
    "1.0.0, 1.1.0, false",
    "1.4.2, 2.0.0, true",
    "1.0.0, 10.0.0, true"
  })
  void mayBreak_byVersions_isAsThePageSays(String promised, String version, boolean may) {
    assertThat(Baseline.mayBreak(promised, version)).isEqualTo(may);
  }
}
