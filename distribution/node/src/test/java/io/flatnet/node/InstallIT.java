package io.flatnet.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The installer as a process, as it runs in a pod's first container: real file systems, full or
 * read-only, and SIGKILL. Mounts are in a namespace of each process's own, and gone with it.
 */
@Requires({Part.KERNEL, Part.C_COMPILER})
class InstallIT {
  private static final Path ASSEMBLED =
      Path.of(System.getProperty("flatnet.root", "../.."))
          .resolve("distribution/target/flatnet-agent")
          .toAbsolutePath();
  private static final int KILLS = Integer.getInteger("flatnet.kills", 12);
  private static final long LIMIT_SECONDS = 60;

  /**
   * A service account where the kubelet mounts it, then what a test does before and after. Without
   * the latter the process becomes the installer itself, which can then be killed.
   */
  private static final String POD =
      """
      mount -t tmpfs none /run && mkdir -p /run/secrets/kubernetes.io/serviceaccount || exit 99
      cd /run/secrets/kubernetes.io/serviceaccount && echo token >token && echo authority >ca.crt
      eval "$BEFORE" || exit 98
      [ -n "$AFTER" ] || exec "$@"
      "$@"
      code=$?
      eval "$AFTER"
      exit $code
      """;

  @TempDir static Path trees;
  @TempDir private Path node;

  /** The first release, and a second that differs in its launcher and name. */
  private static Path second = Path.of("");

  @BeforeAll
  static void assembleASecondRelease() throws Exception {
    second = trees.resolve("second");
    Process copy =
        new ProcessBuilder("cp", "-a", ASSEMBLED.toString(), second.toString()).inheritIO().start();
    assertThat(copy.waitFor()).isZero();
    Path launcher = second.resolve("bin/flatnet-cni");
    byte[] bytes = Files.readAllBytes(launcher);
    bytes[bytes.length - 1]++;
    Files.write(launcher, bytes);
    Files.writeString(second.resolve(RuntimeReleases.ID_FILE), "second\n");
  }

  private record Outcome(int code, String stderr) {}

  private Process start(Path release, String before, String after) throws IOException {
    List<String> command = new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", POD, "pod"));
    command.add(release.resolve("bin/flatnet-agent").toString());
    command.addAll(
        List.of(
            "install",
            "--cni-bin-dir=" + node.resolve("cni"),
            "--runtime-dir=" + node.resolve("opt"),
            "--kubeconfig=" + node.resolve("net.d/flatnet.kubeconfig"),
            "--kubeconfig-server=https://10.43.0.1:443"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("BEFORE", before);
    builder.environment().put("AFTER", after);
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(node.resolve("stderr").toFile())
        .start();
  }

  private Outcome install(Path release) throws Exception {
    return install(release, "true", "");
  }

  private Outcome install(Path release, String before, String after) throws Exception {
    Process process = start(release, before, after);
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    return new Outcome(process.exitValue(), Files.readString(node.resolve("stderr")));
  }

  @Test
  void install_onAnEmptyNode_bringsAllOfIt() throws Exception {
    assertThat(install(ASSEMBLED)).isEqualTo(new Outcome(0, ""));

    assertLauncherIs(ASSEMBLED);
    assertThat(names(node.resolve("cni")))
        .containsExactlyInAnyOrder("flatnet-cni", "rancher-flat-network-cni");
    assertThat(node.resolve("cni/flatnet-cni")).isExecutable();
    assertThat(node.resolve("net.d/flatnet.kubeconfig")).content().contains("token: \"token\"");
    Process version =
        new ProcessBuilder(node.resolve("opt/bin/flatnet-agent").toString(), "version")
            .redirectErrorStream(true)
            .start();
    assertThat(
            new String(
                version.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
        .as("without a word that the archive of classes is not taken")
        .hasLineCount(1);
    assertThat(version.waitFor()).isZero();
  }

  @Test
  void install_whenTheCniDirectoryIsFull_leavesTheOldLauncher() throws Exception {
    Path cni = Files.createDirectories(node.resolve("cni"));

    Outcome outcome =
        install(
            ASSEMBLED,
            "mount -t tmpfs -o size=16k none %1$s && echo old >%1$s/flatnet-cni".formatted(cni),
            "cp -a %s %s".formatted(cni, node.resolve("seen")));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.stderr())
        .hasLineCount(1)
        .startsWith("cannot install \"" + cni.resolve("flatnet-cni") + "\": No space left");
    assertThat(names(node.resolve("seen"))).containsExactly("flatnet-cni");
    assertThat(node.resolve("seen/flatnet-cni")).hasContent("old");
  }

  @Test
  void install_whenTheCniDirectoryIsReadOnly_saysSo() throws Exception {
    Files.createDirectories(node.resolve("cni"));

    Outcome outcome = install(ASSEMBLED, "mount -t tmpfs -o ro none " + node.resolve("cni"), "");

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.stderr()).hasLineCount(1).contains("Read-only file system");
  }

  @Test
  void install_whenTheRuntimeDirectoryIsFull_leavesTheOldRuntime() throws Exception {
    Path opt = Files.createDirectories(node.resolve("opt"));
    String first = "mkdir -p %1$s/releases/1/bin && ln -s releases/1/bin %1$s/bin".formatted(opt);

    Outcome outcome =
        install(
            ASSEMBLED,
            "mount -t tmpfs -o size=20m none %s && %s".formatted(opt, first),
            "cp -a %s %s".formatted(opt, node.resolve("seen")));

    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.stderr())
        .hasLineCount(1)
        .startsWith("cannot install \"" + opt + "\"")
        .contains("No space left");
    assertThat(Files.readSymbolicLink(node.resolve("seen/bin"))).hasToString("releases/1/bin");
    assertThat(names(node.resolve("seen/releases"))).containsExactly("1");
    assertThat(node.resolve("cni")).doesNotExist();
  }

  @Test
  void install_whenKilledAtAnyTime_leavesWholeFilesOnly() throws Exception {
    assertThat(install(ASSEMBLED).code()).isZero();
    Random random = new Random(11);
    for (int i = 0; i < KILLS; i++) {
      Path release = i % 2 == 0 ? second : ASSEMBLED;
      Process process = start(release, "true", "");
      process.waitFor(random.nextInt(1_200), TimeUnit.MILLISECONDS);
      process.destroyForcibly().waitFor();

      assertWhole();
    }
    assertThat(install(second).code()).isZero();
    assertLauncherIs(second);
    assertThat(names(node.resolve("opt"))).containsExactlyInAnyOrder(".lock", "bin", "releases");
  }

  /** Each launcher is one of the two, and what {@code bin} names runs. */
  private void assertWhole() throws Exception {
    for (String name : List.of("flatnet-cni", "rancher-flat-network-cni")) {
      Path file = node.resolve("cni").resolve(name);
      assertThat(
              Files.mismatch(file, ASSEMBLED.resolve("bin/flatnet-cni")) == -1
                  || Files.mismatch(file, second.resolve("bin/flatnet-cni")) == -1)
          .as(name)
          .isTrue();
    }
    Path release = node.resolve("opt/bin/..").toRealPath();
    for (String file : List.of("bin/java", "lib/modules", "lib/server/libjvm.so")) {
      assertThat(Files.mismatch(release.resolve(file), ASSEMBLED.resolve(file))).isEqualTo(-1);
    }
    assertThat(node.resolve("net.d/flatnet.kubeconfig"))
        .content()
        .endsWith("current-context: flatnet-agent\n");
  }

  private void assertLauncherIs(Path release) throws IOException {
    for (String name : List.of("flatnet-cni", "rancher-flat-network-cni")) {
      assertThat(
              Files.mismatch(node.resolve("cni").resolve(name), release.resolve("bin/flatnet-cni")))
          .isEqualTo(-1);
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.map(path -> path.getFileName().toString()).toList();
    }
  }
}
