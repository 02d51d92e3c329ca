package io.flatnet.testcluster.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Shows that the second kernel is one, changes nothing here, and leaves nothing. */
@Requires(Part.KERNEL_LAB)
class KernelLabProcessIT {
  private static final Path ROOT =
      Path.of(System.getProperty("flatnet.root", ".")).toAbsolutePath().normalize();
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Boots a kernel that waits, says so, and waits itself to be killed. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] args) throws Exception {
      try (KernelLab lab = KernelLab.run(ROOT, List.of("sh", "-c", "echo up; sleep 1000"), LIMIT)) {
        lab.awaitLine("up");
        System.out.println("up");
        System.out.flush();
        int _ = System.in.read();
      }
    }
  }

  @Test
  void run_whenCommandMakesLinksAndFiles_theyAreTheOtherKernelsAlone() throws Exception {
    String made = "flatnet-kernel-lab-test";
    String script =
        "ip link add d0 type dummy && ip link set d0 up && ip link add link d0 name d0.7 type vlan id 7"
            + " && ip link add link d0.7 name i0 type ipvlan mode l2 && touch /usr/"
            + made
            + " && uname -r && exit 7";
    try (KernelLab lab = KernelLab.run(ROOT, List.of("sh", "-c", script), LIMIT)) {
      assertThat(lab.next()).isEmpty();
      assertThat(lab.exitCode()).isEqualTo(7);
      assertThat(lab.told()).doesNotContain(System.getProperty("os.version"));
    }
    assertThat(Path.of("/usr/" + made)).doesNotExist();
  }

  @Test
  void next_whenNothingIsWritten_failsWithWhatTheConsoleSaid() throws IOException {
    List<String> silent = List.of("sh", "-c", "echo last words; sleep 1000");
    try (KernelLab lab = KernelLab.run(ROOT, silent, Duration.ofSeconds(30))) {
      assertThatThrownBy(lab::next)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("silent for PT30S")
          .hasMessageContaining("last words");
    }
  }

  @Test
  void kill_whenTheJvmThatBootedItIsGone_noProcessAndNoMountIsLeft() throws IOException {
    Process owner =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-Dflatnet.root=" + ROOT,
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader output = new BufferedReader(owner.inputReader(StandardCharsets.UTF_8));
    assertThat(output.readLine()).isEqualTo("up");
    List<ProcessHandle> parts = owner.descendants().toList();
    assertThat(parts).hasSizeGreaterThan(3);

    owner.destroyForcibly();

    await().atMost(LIMIT).until(() -> parts.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain("/run/lab");
  }
}
