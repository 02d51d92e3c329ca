package io.flatnet.controllers.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backups that are half, somebody else's, or have no room. */
class BackupFileTest {
  @TempDir Path directory;

  private Path written() throws BackupException {
    Path file = directory.resolve("backup.yaml");
    BackupFile.write(
        file,
        false,
        sink -> {
          sink.add(OldObjects.subnet("a", "{\"master\": \"eth0\"}"));
          sink.add(OldObjects.subnet("b", "{\"master\": \"eth0\"}"));
        });
    return file;
  }

  private void assertRefused(Path file, String... said) {
    assertThatThrownBy(() -> BackupFile.read(file))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContainingAll(said);
  }

  @Test
  void read_whenTruncatedAnywhere_isRefused() throws Exception {
    Path file = written();
    String text = Files.readString(file);
    for (int end = 0; end < text.length() - 1; end++) {
      Path half = Files.writeString(directory.resolve("half"), text.substring(0, end));
      assertThatThrownBy(() -> BackupFile.read(half)).isInstanceOf(BackupException.class);
    }
    assertRefused(
        Files.writeString(directory.resolve("half"), text.substring(0, text.length() / 2)),
        "use the whole file");
  }

  @Test
  void read_whenAnObjectIsMissing_isRefused() throws Exception {
    String text = Files.readString(written());
    String rest = text.substring(text.indexOf("---\n") + 4);

    assertRefused(
        Files.writeString(directory.resolve("cut"), "# flatnet backup, version 1\n" + rest),
        "must have 2 objects, got 1");
  }

  @Test
  void read_whenNotOurs_isRefused() throws Exception {
    assertRefused(
        Files.writeString(directory.resolve("other"), "apiVersion: v1\nkind: List\n"),
        "no backup of this program",
        "apiVersion: v1");
    assertRefused(
        Files.writeString(
            directory.resolve("secret"),
            """
            # flatnet backup, version 1
            apiVersion: v1
            kind: Secret
            metadata: {name: x}
            # end of flatnet backup: 1 objects
            """),
        "object 1",
        "v1 Secret");
    assertRefused(Files.write(directory.resolve("bytes"), new byte[] {(byte) 0xff}), "UTF-8");
    assertRefused(directory.resolve("absent"), "no such file");
    assertRefused(
        Files.writeString(
            directory.resolve("broken"),
            "# flatnet backup, version 1\na: [\n# end of flatnet backup: 1 objects\n"),
        "object 1");
  }

  @Test
  void read_whenAValueIsDoubtful_isRefusedNotGuessed() throws Exception {
    assertRefused(
        Files.writeString(
            directory.resolve("edited"),
            """
            # flatnet backup, version 1
            apiVersion: macvlan.cluster.cattle.io/v1
            kind: MacvlanSubnet
            metadata: {name: a}
            spec: {master: on}
            # end of flatnet backup: 1 objects
            """),
        "the value on",
        "quotes");
  }

  @Test
  void write_whenFileIsThere_replacesItOnlyWhenThatIsAllowed() throws Exception {
    Path file = written();
    String before = Files.readString(file);

    assertThatThrownBy(() -> BackupFile.write(file, false, sink -> {}))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("there already");
    assertThat(Files.readString(file)).isEqualTo(before);

    assertThat(BackupFile.write(file, true, sink -> {})).isZero();
    assertThat(BackupFile.read(file)).isEmpty();
  }

  @Test
  void write_whenTheDiskIsFullOrTheClusterFails_leavesWhatWasThere() throws Exception {
    Path file = written();
    String before = Files.readString(file);

    assertThatThrownBy(
            () ->
                BackupFile.write(
                    file,
                    true,
                    sink -> {
                      throw new IOException("No space left on device");
                    }))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("No space left on device");
    assertThatThrownBy(
            () ->
                BackupFile.write(
                    file,
                    true,
                    sink -> {
                      throw new BackupException("cannot list x");
                    }))
        .hasMessage("cannot list x");

    assertThat(Files.readString(file)).isEqualTo(before);
    try (var files = Files.list(directory)) {
      assertThat(files.toList()).isEqualTo(List.of(file));
    }
  }

  @Test
  void write_whenTheFolderIsNotThere_saysSo() {
    assertThatThrownBy(
            () -> BackupFile.write(directory.resolve("none/backup.yaml"), false, sink -> {}))
        .isInstanceOf(BackupException.class)
        .hasMessageContaining("no such file or folder");
  }
}
