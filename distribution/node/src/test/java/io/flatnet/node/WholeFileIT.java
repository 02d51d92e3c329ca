package io.flatnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the file system of the temporary directory. */
class WholeFileIT {
  private static final byte[] CONTENT = "new".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;

  @Test
  void replace_whenFileIsAbsent_makesItWithItsDirectoryAndMode() throws IOException {
    Path file = directory.resolve("a/b/file");

    assertThat(WholeFile.replace(file, CONTENT, "rwxr-xr-x")).isTrue();

    assertThat(file).hasBinaryContent(CONTENT);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rwxr-xr-x");
    assertThat(names(directory.resolve("a/b"))).containsExactly("file");
  }

  @Test
  void replace_whenFileIsEqual_leavesItAlone() throws IOException {
    Path file = Files.write(directory.resolve("file"), CONTENT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    FileTime old = FileTime.from(Instant.EPOCH);
    Files.setLastModifiedTime(file, old);

    assertThat(WholeFile.replace(file, CONTENT, "rw-------")).isFalse();

    assertThat(Files.getLastModifiedTime(file)).isEqualTo(old);
  }

  @Test
  void replace_whenOnlyTheModeDiffers_replacesIt() throws IOException {
    Path file = Files.write(directory.resolve("file"), CONTENT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThat(WholeFile.replace(file, CONTENT, "rw-------")).isTrue();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void replace_whenAWriterWasKilledLongAgo_removesWhatItLeft() throws IOException {
    Path left = Files.write(directory.resolve(".file.new-1"), CONTENT);
    Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofHours(1))));
    Files.write(directory.resolve(".file.new-2"), CONTENT); // may be at work

    WholeFile.replace(directory.resolve("file"), CONTENT, "rw-------");

    assertThat(names(directory)).containsExactlyInAnyOrder("file", ".file.new-2");
  }

  @Test
  void replace_whenTheNameIsADirectory_saysSoAndLeavesNothing() throws IOException {
    Path file = Files.createDirectory(directory.resolve("file"));
    Files.createFile(file.resolve("inside"));

    assertThatThrownBy(() -> WholeFile.replace(file, CONTENT, "rw-------"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot install \"" + file + "\": ");

    assertThat(names(directory)).containsExactly("file");
  }

  private static Stream<String> names(Path directory) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.map(path -> path.getFileName().toString()).toList().stream();
    }
  }
}
