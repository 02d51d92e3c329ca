package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.SubnetDraft.Route;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Routes of a subnet, {@code spec.routes}. */
final class RouteCheckTest {
  private static List<Finding> check(Route route) {
    List<Finding> findings = new ArrayList<>();
    RouteCheck.check("r", route, findings);
    return findings;
  }

  private static List<String> fields(Route route) {
    return check(route).stream().map(Finding::field).toList();
  }

  private static Route to(@Nullable String dst, @Nullable String src, @Nullable String via) {
    return new Route("eth1", dst, src, via, null);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.0.0/16, '', ''",
    "10.1.2.3/16, 10.0.0.1, 10.0.0.2",
    "0.0.0.0/0, '', 10.0.0.2",
    "::/0, fd00::1, fe80::1",
    "10.1.0.1/32, '', ''",
    "fd00::1/128, '', ''",
  })
  void check_whenLegal_findsNothing(String dst, String src, String via) {
    assertThat(check(to(dst, src, via))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', '', r.dst",
    "' ', '', '', r.dst",
    "10.1.0.0, '', '', r.dst",
    "10.1.0.0/33, '', '', r.dst",
    "::/129, '', '', r.dst",
    "10.1.0.0/-1, '', '', r.dst",
    "10.1.0.0/016, '', '', r.dst",
    "default, '', '', r.dst",
    "10.1.0.0/16, ::1, '', r.src",
    "10.1.0.0/16, '', ::1, r.via",
    "fd00::/8, 10.0.0.1, '', r.src",
    "fd00::/8, '', 10.0.0.1, r.via",
    "fd00::/8, '', fe80::1%eth0, r.via",
    "fd00::/8, ' ', '', r.src",
  })
  void check_whenOneAddressIsWrong_namesIt(String dst, String src, String via, String field) {
    assertThat(fields(to(dst, src, via))).containsExactly(field);
  }

  @ParameterizedTest
  @CsvSource({"-1, r.priority", "-2147483648, r.priority", "0, ''", "2147483647, ''"})
  void check_knowsTheBoundsOfThePriority(int priority, String field) {
    assertThat(fields(new Route("eth1", "::/0", null, null, priority)))
        .isEqualTo(field.isEmpty() ? List.of() : List.of(field));
  }

  @ParameterizedTest
  @CsvSource({
    "eth1, ''",
    "eth0, ''",
    "net1, ''",
    "'', r.dev",
    "' ', r.dev",
    "1234567890123456, r.dev"
  })
  void check_knowsTheNamesOfInterfaces(String dev, String field) {
    assertThat(fields(new Route(dev, "::/0", null, null, null)))
        .isEqualTo(field.isEmpty() ? List.of() : List.of(field));
  }

  @Test
  void check_whenAbsent_saysThatItIsRequired() {
    List<Finding> findings = check(new Route(null, null, null, null, null));
    assertThat(findings).extracting(Finding::field).containsExactly("r.dev", "r.dst");
    assertThat(findings).extracting(Finding::constraint).containsOnly("is required");
    assertThat(findings).extracting(Finding::value).containsOnly("");
  }

  @Test
  void check_whenWrong_saysWhereAndWhatToDo() {
    assertThat(check(to("10.1.0.0/16", null, "10.0.0.256")))
        .singleElement()
        .asString()
        .startsWith("r.via must be an address (character 7: ")
        .endsWith("got \"10.0.0.256\"; write one such as 10.0.0.1 or 2001:db8::1");
    assertThat(check(to("10.1.0.0/33", null, null)))
        .singleElement()
        .asString()
        .startsWith("r.dst must be a network (character 9: ")
        .endsWith("got \"10.1.0.0/33\"; write one such as 10.1.0.0/16");
    assertThat(check(to("10.1.0.0/16", "::1", null)))
        .singleElement()
        .hasToString(
            "r.src must be of the family of the destination, got \"::1\"; write an address of that"
                + " family, or leave it out");
  }

  @Test
  void check_whenTheDestinationCannotBeRead_isSilentAboutFamilies() {
    assertThat(fields(to("x", "::1", "10.0.0.1"))).containsExactly("r.dst");
  }
}
