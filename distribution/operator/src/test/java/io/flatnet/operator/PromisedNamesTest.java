package io.flatnet.operator;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The names that {@code docs/compatibility.md} promises: verbs, options and metrics are those of a
 * list in the repository, so that none goes or is renamed by oversight.
 */
class PromisedNamesTest {
  private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=");
  private static final Set<String> OF_THE_FORMAT = Set.of("le", "quantile");

  @Test
  void options_areThosePromised() throws IOException {
    Set<String> lines = new TreeSet<>();
    for (Map.Entry<String, CommandLine> verb : Main.commandLine().getSubcommands().entrySet()) {
      lines.add(verb.getKey());
      for (var option : verb.getValue().getCommandSpec().options()) {
        lines.add(
            verb.getKey() + " " + String.join(" ", new TreeSet<>(Arrays.asList(option.names()))));
      }
    }
    Golden.assertSame("promised-options.txt", String.join("\n", lines) + "\n");
  }

  @Test
  void metrics_areThosePromised() throws IOException {
    Scrape scrape = Scrape.onceAllIsCounted();
    String lines =
        scrape.types().entrySet().stream()
            .map(
                metric ->
                    metric.getKey() + " " + metric.getValue() + labels(scrape, metric.getKey()))
            .sorted()
            .collect(Collectors.joining("\n"));

    Golden.assertSame("promised-metrics.txt", lines + "\n");
  }

  private static String labels(Scrape scrape, String metric) {
    return scrape.samples().keySet().stream()
        .filter(sample -> sample.matches(metric + "(_bucket|_count|_sum)?(\\{.*)?"))
        .flatMap(sample -> LABEL.matcher(sample).results())
        .map(found -> found.group(1))
        .filter(label -> !OF_THE_FORMAT.contains(label))
        .distinct()
        .sorted()
        .map(label -> " " + label)
        .collect(Collectors.joining());
  }
}
