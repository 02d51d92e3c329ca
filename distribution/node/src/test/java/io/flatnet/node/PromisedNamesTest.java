package io.flatnet.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.cni.agent.ServedCall;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * The names that {@code docs/compatibility.md} promises: options and metrics of the agent are those
 * of a list in the repository, so that none goes or is renamed by oversight. {@code
 * -Dflatnet.golden=write} writes the list, for a person to look at the difference.
 */
class PromisedNamesTest {
  private static final Path FILE =
      Path.of(System.getProperty("flatnet.root", "../.."))
          .resolve("distribution/node/src/test/resources/promised-names.txt");
  private static final Pattern LABEL = Pattern.compile("[{,]([a-z_]+)=");

  @Test
  void names_areThosePromised() throws IOException {
    TreeSet<String> names = new TreeSet<>(metrics());
    names.addAll(options("agent", new AgentCommand()));
    names.addAll(options("install", new InstallCommand()));

    if ("write".equals(System.getProperty("flatnet.golden"))) {
      Files.write(FILE, names);
    }
    assertThat(names).containsExactlyElementsOf(Files.readAllLines(FILE));
  }

  private static List<String> options(String verb, Object command) {
    return new CommandLine(command)
        .getCommandSpec().options().stream()
            .map(
                option ->
                    verb + " " + String.join(" ", new TreeSet<>(Arrays.asList(option.names()))))
            .toList();
  }

  /** Each metric with its type and labels, once everything was counted. */
  private static List<String> metrics() throws IOException {
    AgentMetrics metrics = new AgentMetrics(() -> 1);
    metrics.served(
        new ServedCall(
            "ADD", Optional.empty(), 0, "", false, Map.of(ServedCall.Phase.NETWORK, 1L)));
    metrics.after(0, () -> "", 1);
    String page = new String(metrics.page(null).bytes(), StandardCharsets.UTF_8);
    return page.lines()
        .filter(line -> line.startsWith("# TYPE "))
        .map(line -> line.substring("# TYPE ".length()))
        .map(metric -> metric + labels(page, metric.substring(0, metric.indexOf(' '))))
        .toList();
  }

  private static String labels(String page, String metric) {
    return page.lines()
        .filter(line -> line.matches(metric + "(_bucket|_count|_sum)?\\{.*"))
        .flatMap(sample -> LABEL.matcher(sample).results())
        .map(found -> found.group(1))
        .filter(label -> !label.equals("le"))
        .distinct()
        .sorted()
        .map(label -> " " + label)
        .collect(Collectors.joining());
  }
}
