package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class BindAddressTest {
  @Test
  void parse_whenAddressAndPort_hasBoth() {
    assertThat(BindAddress.parse("127.0.0.1:9").address())
        .contains(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 9));
    assertThat(BindAddress.parse("[::1]:9").address())
        .contains(new InetSocketAddress(InetAddress.ofLiteral("::1"), 9));
    assertThat(BindAddress.parse(":8080").address()).contains(new InetSocketAddress(8080));
  }

  @Test
  void parse_whenZeroOrNothing_isNowhere() {
    assertThat(BindAddress.parse("0").address()).isEmpty();
    assertThat(BindAddress.parse("").address()).isEmpty();
  }

  @Test
  void parse_whenNeither_saysWhatItMustBe() {
    for (String bad : new String[] {"8080", "127.0.0.1", "::1:9", "a:65536", "a:-1", "a:b"}) {
      assertThatThrownBy(() -> BindAddress.parse(bad))
          .as(bad)
          .isInstanceOf(TypeConversionException.class)
          .hasMessageContainingAll("0.0.0.0:8080", "\"" + bad + "\"");
    }
  }
}
