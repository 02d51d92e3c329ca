package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.migrate.RawStore;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped jar migrates on a real terminal: a bar, colours, and nothing of both in the text. */
@Requires({Part.CONTROL_PLANE, Part.TERMINAL})
class MigrateTerminalIT {
  private static final long SEED = 8;
  private static final int SUBNETS = 4;
  private static final int WORKLOADS = 60;
  private static final long LIMIT_SECONDS = 60;

  /** Fewer than the longest line of progress has characters. */
  private static final int COLUMNS = 60;

  private static final String WHOLE_BAR = "\\[#{30}] (\\w+): (\\d+) of \\2";
  private static final String RED = "\u001b[31m-";
  private static final String GREEN = "\u001b[32m+";

  @TempDir Path directory;

  /** What a run on a terminal wrote to it; standard error goes there too. */
  private String onTerminal(ControlPlane controlPlane, String environment, String... flags)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "exec env",
                environment,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                OperatorProcess.JAR.toString(),
                "migrate",
                "--kubeconfig",
                controlPlane.kubeconfig("admin").toString()));
    command.addAll(List.of(flags));
    Path screen = directory.resolve("screen");
    Process process =
        new ProcessBuilder("script", "-qec", String.join(" ", command), "/dev/null")
            .redirectErrorStream(true)
            .redirectOutput(screen.toFile())
            .start(); // its standard input stays open: the program has a terminal there too
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return Files.readString(screen);
  }

  /** The lines that are not of progress. */
  private static List<String> text(String written) {
    List<String> lines = new ArrayList<>(Screen.lines(written, COLUMNS));
    lines.removeIf(line -> line.matches(WHOLE_BAR) || line.isEmpty());
    return lines;
  }

  @Test
  void migrate_onATerminal_drawsABarAndMixesItIntoNothing() throws Exception {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      OldCluster.define(controlPlane);
      Path admin = controlPlane.kubeconfig("admin");
      RawStore store = OldCluster.store(controlPlane);
      new OldCluster(SEED, store).create(SUBNETS, WORKLOADS, 0);

      List<String> plain = plain(admin);
      String coloured = onTerminal(controlPlane, "TERM=xterm", "--dry-run");
      assertThat(coloured).contains(RED, GREEN, "\r\u001b[K");
      assertThat(text(coloured)).isEqualTo(plain);
      for (String no : List.of("NO_COLOR=1 TERM=xterm", "TERM=dumb")) {
        String uncoloured = onTerminal(controlPlane, no, "--dry-run");
        assertThat(uncoloured).contains("[######").doesNotContain(RED, GREEN);
        assertThat(text(uncoloured)).isEqualTo(plain);
      }

      String written = onTerminal(controlPlane, "TERM=xterm", "--yes", "--interval=20ms");
      assertThat(written).containsPattern("\\[#+\\.+] \\w+: \\d+ of \\d+, about \\d+s left");
      assertThat(text(written))
          .noneMatch(line -> line.contains("[#"))
          .anyMatch(line -> line.contains(SUBNETS + WORKLOADS + " written, 0 declined"));
    }
  }

  /** The same without a terminal: no control character, and progress beside it, by whole lines. */
  private List<String> plain(Path admin) throws Exception {
    try (OperatorProcess tool =
        new OperatorProcess(
            directory, Map.of(), "migrate", "--dry-run", "--kubeconfig", admin.toString())) {
      assertThat(tool.awaitEnd()).as(tool.err()).isEqualTo(2);
      assertThat(tool.out()).doesNotContain("\u001b", "\r", " of ");
      assertThat(tool.err().lines())
          .contains("MacvlanSubnets: 4 of 4", "Deployments: 12 of 12")
          .allMatch(line -> line.matches("\\w+: (\\d+) of \\1"));
      return tool.out().lines().filter(line -> !line.isEmpty()).collect(Collectors.toList());
    }
  }
}
