package io.flatnet.cni;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.cni.ModeMatrix.Scenario;
import io.flatnet.ipam.IpFamily;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table in {@code docs/testing.md} says what the matrix tries on which kernel. */
class MatrixTableTest {
  @Test
  void page_saysWhichNetworksAreTriedOnWhichKernel() throws IOException {
    Path page = Path.of(System.getProperty("flatnet.root", ".."), "docs/testing.md");

    assertThat(Files.readString(page)).contains(String.join("\n", table()));
  }

  private static List<String> table() {
    return Stream.concat(ModeMatrixIT.scenarios(), ModeMatrixLabIT.scenarios())
        .map(MatrixTableTest::type)
        .distinct()
        .map(
            type ->
                "| %s | %s | %s | %s |"
                    .formatted(
                        type,
                        cell(ModeMatrixIT::scenarios, type, false),
                        cell(ModeMatrixLabIT::scenarios, type, false),
                        cell(ModeMatrixLabIT::scenarios, type, true)))
        .toList();
  }

  private static String type(Scenario scenario) {
    return (scenario.kind() + " " + scenario.mode() + " " + scenario.flag()).strip();
  }

  /** The families, and how many versions of the CNI specification. */
  private static String cell(Supplier<Stream<Scenario>> all, String type, boolean tagged) {
    List<Scenario> tried =
        all.get()
            .filter(scenario -> type(scenario).equals(type))
            .filter(scenario -> tagged == (scenario.vlan() != 0))
            .toList();
    String families =
        tried.stream()
            .map(scenario -> scenario.family() == IpFamily.IPV4 ? "IPv4" : "IPv6")
            .distinct()
            .collect(Collectors.joining(", "));
    long versions = tried.stream().map(Scenario::version).distinct().count();
    return tried.isEmpty() ? "–" : families + " × " + versions;
  }
}
