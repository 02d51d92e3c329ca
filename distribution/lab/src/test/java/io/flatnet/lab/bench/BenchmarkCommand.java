package io.flatnet.lab.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command of distribution/benchmarks, run as people run it. */
public final class BenchmarkCommand {
  private BenchmarkCommand() {}

  /** Runs it to its end, which must be a good one; what it printed on stdout. */
  public static String run(String name, String... options) throws Exception {
    Path script =
        Path.of(System.getProperty("flatnet.root"), "distribution/benchmarks").resolve(name);
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(options));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    return output;
  }
}
