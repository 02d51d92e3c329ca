package io.flatnet.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * {@code distribution/demo} in a copy of what was built, so that any user can run it and none can
 * write to the source tree.
 */
final class DemoCommand {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final List<String> AS_NOBODY =
      List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");

  private final Path copy;
  private final Path temporary;
  private final String mark = "FLATNET_DEMO_TEST=" + UUID.randomUUID();

  private DemoCommand(Path copy, Path temporary) {
    this.copy = copy;
    this.temporary = temporary;
  }

  /**
   * Copies what the demo needs.
   *
   * @param root the source tree, built
   * @param directory an empty directory
   */
  static DemoCommand copy(Path root, Path directory) throws IOException {
    for (String part :
        List.of(
            "distribution/demo",
            "distribution/lab/src/main/sh",
            "distribution/manifests",
            "distribution/target/flatnet-cni",
            "distribution/target/flatnet-lab",
            "distribution/target/flatnet-operator.jar",
            "docs/macvlan")) {
      copyTree(root.resolve(part), directory.resolve(part));
    }
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxrwxrwx"));
    return new DemoCommand(directory, temporary);
  }

  private static void copyTree(Path source, Path target) throws IOException {
    Files.walkFileTree(
        source,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path to = target.resolve(source.relativize(file).toString());
            Files.createDirectories(to.resolveSibling(""));
            Files.copy(file, to);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** An ended run. */
  record Ended(int exitCode, String stdout, String stderr) {}

  /** Runs the demo to its end, as the user of this process. */
  Ended run(String... arguments) throws IOException, InterruptedException {
    return await(start(List.of(), arguments));
  }

  /** Runs the demo to its end, as an ordinary user. */
  Ended runAsNobody(String... arguments) throws IOException, InterruptedException {
    boolean root = (Integer) Files.getAttribute(temporary, "unix:uid") == 0;
    return await(start(root ? AS_NOBODY : List.of(), arguments));
  }

  /** Starts the demo as the user of this process. */
  Process start(String... arguments) throws IOException {
    return start(List.of(), arguments);
  }

  private Process start(List<String> prefix, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(copy.resolve("distribution/demo").toString());
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().put(mark.split("=", 2)[0], mark.split("=", 2)[1]);
    return builder
        .redirectOutput(temporary.resolveSibling("stdout").toFile())
        .redirectError(temporary.resolveSibling("stderr").toFile())
        .start();
  }

  /** Waits for a run. */
  Ended await(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("the demo did not end within " + LIMIT.toSeconds() + " s: " + stderr());
    }
    return new Ended(
        process.exitValue(),
        Files.readString(temporary.resolveSibling("stdout"), StandardCharsets.UTF_8),
        stderr());
  }

  /** What the run has written to stderr so far. */
  String stderr() throws IOException {
    return Files.readString(temporary.resolveSibling("stderr"), StandardCharsets.UTF_8);
  }

  /** What runs of this copy could leave behind, as it is now. */
  HostState hostState() throws IOException, InterruptedException {
    return HostState.read(mark, temporary);
  }
}
