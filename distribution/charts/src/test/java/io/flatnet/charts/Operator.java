package io.flatnet.charts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The operator's jar as a process: the operator itself, or another of its verbs. */
final class Operator implements AutoCloseable {
  private static final long LIMIT_SECONDS = 90;

  private final Process process;
  private final Path log;

  Operator(Path directory, Path kubeconfig, String verb, String... flags) throws IOException {
    log = Files.createTempFile(directory, verb, ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Program.ROOT.resolve("distribution/target/flatnet-operator.jar").toString(),
                verb,
                "--kubeconfig=" + kubeconfig));
    command.addAll(List.of(flags));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    process = builder.start();
  }

  /** What it wrote until now. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** Asks it to end, and waits until it has. */
  int end() throws IOException, InterruptedException {
    process.destroy();
    return await();
  }

  /** Types a line. */
  void type(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for its end; the exit code. */
  int await() throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("it does not end: " + log());
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
