package io.flatnet.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The names of the chart's values are those of a list in the repository, so that none goes or is
 * renamed by oversight. {@code -Dflatnet.golden=write} writes the list, for a person to look at the
 * difference.
 */
class PromisedValuesTest {
  private static final Path FILE =
      Program.ROOT.resolve("distribution/charts/src/test/resources/promised-values.txt");

  @Test
  void values_areThosePromised() throws IOException {
    JsonNode values =
        Documents.of(Files.readString(Program.CHART.resolve("values.yaml"))).getFirst();
    List<String> names = paths("", values).sorted().toList();

    if ("write".equals(System.getProperty("flatnet.golden"))) {
      Files.write(FILE, names);
    }
    assertThat(names).containsExactlyElementsOf(Files.readAllLines(FILE));
  }

  /** The paths of all values below one; a map without entries is a value. */
  private static Stream<String> paths(String path, JsonNode value) {
    return value.isEmpty()
        ? Stream.of(path)
        : value
            .propertyStream()
            .flatMap(
                entry ->
                    paths(
                        path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                        entry.getValue()));
  }
}
