package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InterfaceNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "e",
        "eth0",
        "bond0.4094",
        "...",
        ".a",
        "-",
        "123456789012345",
        "äöüäöüä", // 14 bytes
        "äöüäöüäx", // 15 bytes
        "日本語日本", // 15 bytes
        "😀😀😀xyz", // 15 bytes
      })
  void fault_whenTheKernelTakesTheName_isNull(String name) {
    assertThat(InterfaceName.fault(name)).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "'', must not be empty",
    "1234567890123456, must have at most 15 bytes",
    "äöüäöüäö, must have at most 15 bytes",
    "日本語日本x, must have at most 15 bytes",
    "😀😀😀😀, must have at most 15 bytes",
    "., must not be a directory",
    ".., must not be a directory",
    "a/b, must have no '/'",
    "/, must have no '/'",
    "a:1, no ':'",
    "' a', no white space",
    "'a ', no white space",
    "'a\tb', no white space",
    "'a\u2003b', no white space",
    "'a\u0000b', no control character",
    "'a\u0085b', no control character",
    "'a\u007fb', no control character",
    "'a\u00a0b', byte 0xa0",
    "voilà, byte 0xa0",
  })
  void fault_whenTheKernelRefusesTheName_saysWhy(String name, String reason) {
    assertThat(InterfaceName.fault(name)).startsWith("must ").contains(reason);
  }

  @Test
  void fault_whenTheNameHasAMillionCharacters_isShort() {
    assertThat(InterfaceName.fault("/".repeat(1_000_000))).isEqualTo("must have at most 15 bytes");
  }

  @Test
  @SuppressWarnings("NullAway") // what an embedder without a null checker may do
  void fault_whenNull_namesTheParameter() {
    assertThatThrownBy(() -> InterfaceName.fault(null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("name");
  }
}
