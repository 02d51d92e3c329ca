package io.flatnet.testcluster.kernel;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * {@code distribution/test-cluster/kernel-lab} with a JVM in it that runs test classes. It ends
 * with this JVM, also when that is killed: the script's stdin is closed then. For one thread.
 */
final class KernelLab implements AutoCloseable {
  private static final String SCRIPT = "distribution/test-cluster/kernel-lab";
  private static final String END_OF_CONSOLE = "(the end)";
  private static final int TAIL_LINES = 60;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** What the guest's JVM is given: one slow CPU pays for compiling, not for garbage. */
  private static final List<String> JVM_OPTIONS =
      List.of(
          "-XX:TieredStopAtLevel=1",
          "-XX:+UseSerialGC",
          "-XX:-UsePerfData",
          "-Xmx768m",
          "-Djava.io.tmpdir=/dev/shm/tmp",
          "--enable-native-access=ALL-UNNAMED");

  private final Process process;
  private final Duration silence;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Deque<String> tail = new ArrayDeque<>();

  private KernelLab(Process process, Duration silence) {
    this.process = process;
    this.silence = silence;
  }

  /**
   * Boots the kernel and starts the JVM.
   *
   * @param root the checkout; also what {@code flatnet.root} is in the guest
   * @param classPath what the classes need
   * @param classNames the test classes
   * @param silence after how long without a line of output it is given up
   */
  static KernelLab start(Path root, List<Path> classPath, List<String> classNames, Duration silence)
      throws IOException {
    List<String> java = new ArrayList<>();
    java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    java.addAll(JVM_OPTIONS);
    java.add("-Dflatnet.root=" + root);
    java.add("-cp");
    java.add(String.join(":", classPath.stream().map(Path::toString).toList()));
    java.add(GuestMain.class.getName());
    java.addAll(classNames);
    return run(root, java, silence);
  }

  /** Boots the kernel and starts a command. */
  static KernelLab run(Path root, List<String> command, Duration silence) throws IOException {
    List<String> line = new ArrayList<>(List.of(root.resolve(SCRIPT).toString(), "run"));
    line.addAll(command);
    Process process =
        new ProcessBuilder(line).directory(root.toFile()).redirectErrorStream(true).start();
    KernelLab lab = new KernelLab(process, silence);
    Thread.ofVirtual().name("kernel-lab console").start(lab::readConsole);
    return lab;
  }

  private void readConsole() {
    try (BufferedReader console = process.inputReader(StandardCharsets.UTF_8)) {
      console.lines().forEach(lines::add);
    } catch (UncheckedIOException | IOException e) {
      lines.add("(the console broke: " + e.getMessage() + ")");
    }
    lines.add(END_OF_CONSOLE);
  }

  /**
   * Waits for the end of the next test.
   *
   * @return the test, or empty when the command has ended
   * @throws AssertionError if nothing was written for longer than allowed
   */
  Optional<GuestTest> next() throws InterruptedException {
    for (String line = nextLine(); !line.equals(END_OF_CONSOLE); line = nextLine()) {
      Optional<GuestTest> test = GuestTest.ofLine(line);
      if (test.isPresent()) {
        return test;
      }
      remember(line);
    }
    return Optional.empty();
  }

  private String nextLine() throws InterruptedException {
    String line = lines.poll(silence.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null) {
      throw new AssertionError("the kernel lab was silent for " + silence + told());
    }
    return line;
  }

  private void remember(String line) {
    if (line.isBlank()) {
      return;
    }
    tail.add(line);
    if (tail.size() > TAIL_LINES) {
      tail.remove();
    }
  }

  /** Waits until the console shows this line. */
  void awaitLine(String text) throws InterruptedException {
    for (String line = nextLine(); !line.equals(text); line = nextLine()) {
      if (line.equals(END_OF_CONSOLE)) {
        throw new AssertionError("the kernel lab did not write \"" + text + "\"" + told());
      }
      remember(line);
    }
  }

  /** The last lines that the console showed and that told of no test, for a message. */
  String told() {
    return "; its console ended with:\n" + String.join("\n", tail);
  }

  /** The command's exit code, once {@link #next} gave empty. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the kernel lab does not end" + told());
    }
    return process.exitValue();
  }

  /** Ends the kernel and all that runs in it, and waits until they are gone. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException("the kernel lab did not end within " + LIMIT);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
