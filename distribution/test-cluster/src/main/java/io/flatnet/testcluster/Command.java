package io.flatnet.testcluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Short commands that a probe runs to the end. */
final class Command {
  private static final long TIMEOUT_SECONDS = 20;

  private Command() {}

  /**
   * How a command ended.
   *
   * @param exitCode the exit code, -1 if it did not start or did not end in time
   * @param output what it wrote to stdout and stderr, or why it did not start
   */
  record Outcome(int exitCode, String output) {
    boolean succeeded() {
      return exitCode == 0;
    }

    /** The first line of output that has text, else the exit code. */
    String firstLine() {
      return output.lines().filter(line -> !line.isBlank()).findFirst().orElse("exit " + exitCode);
    }
  }

  /** Runs a command with empty stdin and waits for it, 20 s at most. */
  static Outcome run(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")));
    try {
      Process process = builder.start();
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(() -> text(process), Thread::startVirtualThread);
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Outcome(-1, "no end after " + TIMEOUT_SECONDS + " s");
      }
      return new Outcome(process.exitValue(), output.join());
    } catch (IOException e) {
      return new Outcome(-1, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome(-1, "interrupted");
    }
  }

  private static String text(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
