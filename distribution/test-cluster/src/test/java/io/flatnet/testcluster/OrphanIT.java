package io.flatnet.testcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shows that a control plane ends with the JVM that started it, even when that is killed. */
@Requires(Part.CONTROL_PLANE)
class OrphanIT {
  /** Starts a control plane, says so, and waits to be killed. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] args) throws IOException {
      try (ControlPlane controlPlane = ControlPlane.start()) {
        System.out.println(controlPlane.kubeconfig("admin").getParent());
        System.out.flush();
        int _ = System.in.read();
      }
    }
  }

  @Test
  void kill_whenJvmOwnsAControlPlane_leavesNoProcessAndNoFile() throws IOException {
    Process owner = startOwner();
    Path directory = Path.of(readLine(owner));
    List<ProcessHandle> parts = new ArrayList<>(owner.descendants().toList());
    assertThat(parts).hasSizeGreaterThanOrEqualTo(4);
    assertThat(directory).isDirectory();

    owner.destroyForcibly();

    await().until(() -> parts.stream().noneMatch(ProcessHandle::isAlive));
    await().until(() -> Files.notExists(directory));
  }

  @Test
  void close_whenControlPlaneRuns_leavesNoProcessAndNoFile() throws IOException {
    Process owner = startOwner();
    Path directory = Path.of(readLine(owner));
    List<ProcessHandle> parts = new ArrayList<>(owner.descendants().toList());

    owner.getOutputStream().close();

    await().until(() -> !owner.isAlive());
    assertThat(owner.exitValue()).isZero();
    await().until(() -> parts.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(directory).doesNotExist();
  }

  private static Process startOwner() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            Owner.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static String readLine(Process process) throws IOException {
    BufferedReader reader = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
    return String.valueOf(reader.readLine());
  }
}
