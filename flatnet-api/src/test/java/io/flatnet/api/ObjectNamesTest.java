package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectNamesTest {

  @ParameterizedTest
  @ValueSource(strings = {"a", "net-1", "10.0.0.0-24", "0", "a.b-c.d"})
  void isLegal_ofSubdomains_isTrue(String name) {
    assertThat(ObjectNames.isLegal(name)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "a-",
        "-a",
        "a..b",
        ".a",
        "a.",
        "A",
        "a/status",
        "a b",
        "a%2Fb",
        "ä",
        "a_b"
      })
  void isLegal_ofOtherTexts_isFalse(String name) {
    assertThat(ObjectNames.isLegal(name)).isFalse();
  }

  @Test
  void isLegal_ofMoreThan253Characters_isFalse() {
    assertThat(ObjectNames.isLegal("a".repeat(253))).isTrue();
    assertThat(ObjectNames.isLegal("a".repeat(254))).isFalse();
  }
}
