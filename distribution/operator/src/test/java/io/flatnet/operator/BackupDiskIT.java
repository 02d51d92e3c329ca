package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped jar writes a backup on a file system of its own that fills up. */
@Requires({Part.CONTROL_PLANE, Part.KERNEL})
class BackupDiskIT {
  /** Less than the definitions of our group take, and enough for both systems'. */
  private static final String SMALL = "16k";

  private static final String LARGE = "4m";
  private static final long LIMIT_SECONDS = 60;

  /**
   * Runs the rest of the line; what is then on the disk is copied, which is gone with the shell.
   */
  private static final String ON_DISK =
      """
      mount -t tmpfs -o size=$0 none disk && printf "$1" >disk/old.yaml || exit 99
      shift
      "$@"
      code=$?
      cp -a disk/. seen && exit $code
      """;

  private static ControlPlane controlPlane;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws IOException {
    controlPlane = ControlPlane.start();
    OldCluster.define(controlPlane);
  }

  @AfterAll
  static void stop() {
    if (controlPlane != null) {
      controlPlane.close();
    }
  }

  private record Outcome(int code, String out, String err, List<String> files) {}

  /** Backs up to a file of a disk that has {@code old.yaml}. */
  private Outcome backup(String size, String file) throws Exception {
    Path seen = Files.createDirectory(directory.resolve("seen"));
    Files.createDirectory(directory.resolve("disk"));
    List<String> command =
        new ArrayList<>(List.of("unshare", "--mount", "sh", "-c", ON_DISK, size, "old\\n"));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            OperatorProcess.JAR.toAbsolutePath().toString(),
            "backup",
            "--yes",
            "--kubeconfig",
            controlPlane.kubeconfig("admin").toAbsolutePath().toString(),
            "-o",
            "disk/" + file));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    try (Stream<Path> files = Files.list(seen)) {
      return new Outcome(
          process.exitValue(),
          Files.readString(out),
          Files.readString(err),
          files.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  private Path old() {
    return directory.resolve("seen/old.yaml");
  }

  @Test
  void backup_whenTheDiskIsFull_leavesNoFile() throws Exception {
    Outcome outcome = backup(SMALL, "new.yaml");

    assertThat(outcome)
        .isEqualTo(
            new Outcome(
                1,
                "",
                "cannot write \"disk/new.yaml\": No space left on device\n",
                List.of("old.yaml")));
    assertThat(old()).hasContent("old");
  }

  @Test
  void backup_whenTheDiskIsFull_leavesTheFileThatItWouldReplace() throws Exception {
    Outcome outcome = backup(SMALL, "old.yaml");

    assertThat(outcome)
        .isEqualTo(
            new Outcome(
                1,
                "",
                "cannot write \"disk/old.yaml\": No space left on device\n",
                List.of("old.yaml")));
    assertThat(old()).hasContent("old");
  }

  /** The same on a disk with room, so that nothing but the room makes the difference. */
  @Test
  void backup_whenThereIsRoom_replacesTheFile() throws Exception {
    Outcome outcome = backup(LARGE, "old.yaml");

    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.files()).containsExactly("old.yaml");
    assertThat(old()).content().startsWith("# flatnet backup").contains("# end of flatnet backup");
  }
}
