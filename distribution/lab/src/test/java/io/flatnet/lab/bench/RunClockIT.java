package io.flatnet.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shows that the stop-watch hands over environment, input and output, and times several at once.
 */
@Requires(Part.C_COMPILER)
class RunClockIT {
  @TempDir Path directory = Path.of("");
  private Path binary = Path.of("");

  @BeforeEach
  void compile() throws IOException, InterruptedException {
    binary = directory.resolve("runclock");
    Path source =
        Path.of(System.getProperty("flatnet.root"), "distribution/lab/src/main/c/runclock.c");
    Process compiler =
        new ProcessBuilder(
                "cc",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-o",
                binary.toString(),
                source.toString())
            .inheritIO()
            .start();
    assertThat(compiler.waitFor()).isZero();
  }

  @Test
  void run_ofOneProcess_givesItsOutputAndTime() throws IOException {
    Path call = call("one", "read line; printf '%s %s' \"$line\" \"$WHO\"; sleep 0.05");
    try (RunClock clock = new RunClock(binary)) {
      RunClock.Round round = clock.run(List.of(call));

      assertThat(round.processes()).containsExactly(new RunClock.Ended(0, "hello world"));
      assertThat(round.nanos()).isBetween(50_000_000L, 5_000_000_000L);
      assertThat(clock.run(List.of(call)).processes()).hasSize(1);
    }
  }

  @Test
  void run_ofSeveral_runsThemAtTheSameTime() throws IOException {
    List<Path> calls =
        List.of(
            call("a", "sleep 0.5; echo a"), call("b", "sleep 0.5; echo b"), call("c", "echo c"));
    try (RunClock clock = new RunClock(binary)) {
      RunClock.Round round = clock.run(calls);

      assertThat(round.processes())
          .extracting(RunClock.Ended::output)
          .containsExactly("a\n", "b\n", "c\n");
      assertThat(round.nanos()).isLessThan(1_000_000_000L);
    }
  }

  @Test
  void run_whenAProcessFails_saysWhichAndWhatItPrinted() throws IOException {
    Path call = call("failing", "echo why; exit 7");
    try (RunClock clock = new RunClock(binary)) {
      assertThatThrownBy(() -> clock.run(List.of(call)))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll("failing", "exit code 7", "why");
    }
  }

  private Path call(String name, String script) throws IOException {
    Path call = Files.createDirectory(directory.resolve(name));
    Path program = Files.writeString(call.resolve("program"), "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.writeString(call.resolve("exec"), program.toString());
    Files.writeString(call.resolve("env"), "WHO=world\nPATH=/usr/bin:/bin\n");
    Files.writeString(call.resolve("stdin"), "hello\n");
    return call;
  }
}
