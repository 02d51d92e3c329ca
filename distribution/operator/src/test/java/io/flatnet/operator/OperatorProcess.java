package io.flatnet.operator;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The shipped jar as a process of its own; closing it ends it. */
final class OperatorProcess implements AutoCloseable {
  static final Path JAR =
      Path.of(System.getProperty("flatnet.root", "."), "distribution/target/flatnet-operator.jar");
  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final Path out;
  private final Path err;

  OperatorProcess(Path directory, Map<String, String> environment, String... arguments)
      throws IOException {
    out = Files.createTempFile(directory, "out", ".log");
    err = Files.createTempFile(directory, "err", ".log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-jar",
                JAR.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    builder.environment().put("HOME", directory.toString());
    builder.environment().putAll(environment);
    process = builder.start();
  }

  /** Waits for its end; the exit code. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("the process does not end: " + err());
    }
    return process.exitValue();
  }

  /** Sends SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Sends a signal by its name, such as {@code STOP}. */
  void signal(String name) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("cannot send SIG" + name + " to " + process.pid());
    }
  }

  String out() {
    return read(out);
  }

  String err() {
    return read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
