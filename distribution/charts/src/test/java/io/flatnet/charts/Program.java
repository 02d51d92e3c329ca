package io.flatnet.charts;

import io.flatnet.testcluster.TestHome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command-line tool of the test home, which keeps what it remembers in a directory of its own.
 */
final class Program {
  static final Path ROOT =
      Path.of(System.getProperty("flatnet.root", "../..")).toAbsolutePath().normalize();
  static final Path CHART = ROOT.resolve("distribution/charts/rancher-flat-network");
  static final Path CRD_CHART = ROOT.resolve("distribution/charts/rancher-flat-network-crd");
  private static final long LIMIT_SECONDS = 120;

  private final Path binary;
  private final Path directory;
  private final List<String> first;

  private Program(String name, Path directory, List<String> first) {
    this.binary = TestHome.ofEnvironment().bin().resolve(name);
    this.directory = directory;
    this.first = first;
  }

  /** Helm without a cluster. */
  static Program helm(Path directory) {
    return new Program("helm", directory, List.of());
  }

  /** Helm of a cluster. */
  static Program helm(Path directory, Path kubeconfig) {
    return new Program("helm", directory, List.of("--kubeconfig", kubeconfig.toString()));
  }

  /** kubectl of a cluster. */
  static Program kubectl(Path directory, Path kubeconfig) {
    return new Program("kubectl", directory, List.of("--kubeconfig", kubeconfig.toString()));
  }

  /**
   * How it ended.
   *
   * @param code its exit code
   * @param out what it wrote to stdout
   * @param err what it wrote to stderr
   */
  record Answer(int code, String out, String err) {}

  /** Runs it to its end; what it wrote to stdout. Fails when it does. */
  String run(String... arguments) throws IOException {
    Answer answer = ask(arguments);
    if (answer.code() != 0) {
      throw new AssertionError(
          "%s %s: exit %d%n%s"
              .formatted(binary.getFileName(), List.of(arguments), answer.code(), answer.err()));
    }
    return answer.out();
  }

  /** Runs it to its end, whatever that is. */
  Answer ask(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(binary.toString()));
    command.addAll(List.of(arguments));
    command.addAll(first);
    Path out = Files.createTempFile(directory, "out", ".txt");
    Path err = Files.createTempFile(directory, "err", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    builder.environment().put("HOME", directory.toString());
    builder.environment().put("XDG_CACHE_HOME", directory.toString());
    Process process = builder.start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new AssertionError("no end after " + LIMIT_SECONDS + " s: " + command);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted: " + command, e);
    } finally {
      process.destroyForcibly();
    }
    return new Answer(
        process.exitValue(),
        Files.readString(out, StandardCharsets.UTF_8),
        Files.readString(err, StandardCharsets.UTF_8));
  }
}
