package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts of a million characters: refused with a short message, in time linear in their length. */
final class HostileTextTest {
  private static final int LENGTH = 1_000_000;

  static Stream<Arguments> parsers() {
    Function<String, Object> address = IpAddress::parse;
    Function<String, Object> prefix = IpPrefix::parse;
    Function<String, Object> range = IpRange::parse;
    Function<String, Object> mac = MacAddress::parse;
    return Stream.of(
        Arguments.of("address", address),
        Arguments.of("prefix", prefix),
        Arguments.of("range", range),
        Arguments.of("MAC", mac));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("parsers")
  void parse_whenAMillionCharacters_isRefusedShortly(String name, Function<String, Object> parser) {
    Assertions.assertTimeout(
        Duration.ofSeconds(10),
        () -> {
          for (String part :
              List.of(
                  "1",
                  "0",
                  "f",
                  ":",
                  "::",
                  "1:",
                  ".",
                  "1.",
                  "/",
                  "1/",
                  "-",
                  "1-",
                  "%",
                  " ",
                  "\t",
                  "\0",
                  "٣",
                  "１",
                  "\"",
                  "10.0.0.1",
                  "10.0.0.1-",
                  "10.0.0.1/",
                  "::/",
                  "02:")) {
            String text = part.repeat(LENGTH / part.length());
            for (String start :
                List.of("", "10.0.0.1", "10.0.0.0/", "10.0.0.1-", "::", "::/", "::1-")) {
              assertRefused(name, parser, start + text);
            }
          }
        });
  }

  private static void assertRefused(String name, Function<String, Object> parser, String text) {
    AddressFormatException e =
        catchThrowableOfType(AddressFormatException.class, () -> parser.apply(text));
    assertThat(e).as("%s of %.20s", name, text).isNotNull();
    assertThat(e.getMessage()).hasSizeLessThan(300).contains("…");
    assertThat(e.input()).isEqualTo(text);
    assertThat(e.position()).isBetween(0, text.length());
    assertThat(e.reason()).contains("; "); // the constraint; the next step
  }
}
