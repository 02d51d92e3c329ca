package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.ledger.RefusalReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** {@code docs/operator-reference.md} names what there is, and nothing else. */
class ReferenceTest {
  private static final Path FILE =
      Path.of(System.getProperty("flatnet.root", "."), "docs/operator-reference.md");

  private static List<String> lines = List.of();

  @BeforeAll
  static void read() throws IOException {
    lines = Files.readAllLines(FILE);
  }

  /** The cells of a section's table, by the first. */
  private static Map<String, List<String>> table(String heading) {
    Map<String, List<String>> rows = new LinkedHashMap<>();
    lines.stream()
        .dropWhile(line -> !line.equals("## " + heading))
        .skip(1)
        .takeWhile(line -> !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .forEach(
            line -> {
              List<String> cells =
                  Arrays.stream(line.split("\\|", -1))
                      .skip(1)
                      .map(cell -> cell.replace("`", "").strip())
                      .toList();
              rows.put(cells.getFirst(), cells);
            });
    return rows;
  }

  @Test
  void verbs_inTheDocument_areThoseOfTheProgram() {
    assertThat(table("Verbs").keySet().stream().flatMap(verbs -> Arrays.stream(verbs.split(" "))))
        .containsExactlyInAnyOrderElementsOf(Main.commandLine().getSubcommands().keySet());
  }

  @Test
  void flags_inTheDocument_areThoseOfTheCommand() {
    List<String> flags =
        new CommandLine(new OperatorCommand())
            .getCommandSpec().options().stream().map(OptionSpec::longestName).toList();

    assertThat(table("Flags").keySet()).containsExactlyInAnyOrderElementsOf(flags);
  }

  @Test
  void variables_inTheDocument_areAllWithTheirDefaults() {
    Map<String, String> defaults =
        table("Environment").entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, row -> row.getValue().get(1)));

    assertThat(defaults)
        .isEqualTo(
            Arrays.stream(Variable.values())
                .collect(Collectors.toMap(Variable::name, Variable::usual)));
  }

  @Test
  void metrics_inTheDocument_areAllWithTheirTypes() {
    Map<String, String> types =
        table("Metrics").entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, row -> row.getValue().get(1)));

    assertThat(types).isEqualTo(Scrape.onceAllIsCounted().types());
  }

  @Test
  void reasons_inTheDocument_areAll() {
    assertThat(table("Reasons of refusals").keySet())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(RefusalReason.values()).map(RefusalReason::label).toList());
  }
}
