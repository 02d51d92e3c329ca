package io.flatnet.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On the file system of the temporary directory, with small runtimes. */
class RuntimeReleasesIT {
  @TempDir private Path directory;

  @Test
  void install_whenNothingIsThere_makesTheReleaseAndItsLink() throws IOException {
    Path home = directory.resolve("home");

    assertThat(new RuntimeReleases(home).install(runtime("1"))).isTrue();

    assertThat(home.resolve("bin/flatnet-agent")).hasContent("agent 1").isExecutable();
    assertThat(home.resolve("bin").toRealPath())
        .isEqualTo(home.toRealPath().resolve("releases/1/bin"));
    assertThat(Files.getLastModifiedTime(home.resolve("releases/1/lib/flatnet-release")))
        .isEqualTo(FileTime.from(Instant.EPOCH));
    assertThat(names(home)).containsExactlyInAnyOrder(".lock", "bin", "releases");
  }

  @Test
  void install_whenItIsThere_changesNothing() throws IOException {
    Path home = directory.resolve("home");
    Path runtime = runtime("1");
    new RuntimeReleases(home).install(runtime);

    assertThat(new RuntimeReleases(home).install(runtime)).isFalse();
  }

  @Test
  void install_whenNewer_keepsTheOneBeforeAndRemovesOlderOnes() throws IOException {
    Path home = directory.resolve("home");
    for (String id : List.of("1", "2", "3")) {
      new RuntimeReleases(home).install(runtime(id));
    }

    assertThat(names(home.resolve("releases"))).containsExactlyInAnyOrder("2", "3");
    assertThat(home.resolve("bin/flatnet-agent")).hasContent("agent 3");
  }

  @Test
  void install_whenTheOldOneComesBack_switchesTheLinkOnly() throws IOException {
    Path home = directory.resolve("home");
    Path old = runtime("1");
    new RuntimeReleases(home).install(old);
    new RuntimeReleases(home).install(runtime("2"));

    assertThat(new RuntimeReleases(home).install(old)).isTrue();

    assertThat(home.resolve("bin/flatnet-agent")).hasContent("agent 1");
    assertThat(names(home.resolve("releases"))).containsExactlyInAnyOrder("1", "2");
  }

  @Test
  void install_afterOneWasKilled_startsAnew() throws IOException {
    Path home = directory.resolve("home");
    Files.createDirectories(home.resolve("releases/.staged/lib"));
    Files.createSymbolicLink(home.resolve(".bin.new"), Path.of("nowhere"));

    assertThat(new RuntimeReleases(home).install(runtime("1"))).isTrue();

    assertThat(names(home.resolve("releases"))).containsExactly("1");
    assertThat(names(home)).containsExactlyInAnyOrder(".lock", "bin", "releases");
  }

  @Test
  void install_whenBinIsADirectory_saysSoAndLeavesIt() throws IOException {
    Path home = directory.resolve("home");
    Path foreign = Files.createDirectories(home.resolve("bin")).resolve("theirs");
    Files.createFile(foreign);

    assertThatThrownBy(() -> new RuntimeReleases(home).install(runtime("1")))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("cannot install \"" + home + "\": " + home);

    assertThat(foreign).exists();
  }

  private Path runtime(String id) throws IOException {
    Path runtime = directory.resolve("runtime-" + id);
    Files.createDirectories(runtime.resolve("bin"));
    Files.createDirectories(runtime.resolve("lib"));
    Path program = Files.writeString(runtime.resolve("bin/flatnet-agent"), "agent " + id);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(runtime.resolve("lib/link"), Path.of("../bin/flatnet-agent"));
    Path name = Files.writeString(runtime.resolve(RuntimeReleases.ID_FILE), id + "\n");
    Files.setLastModifiedTime(name, FileTime.from(Instant.EPOCH));
    return runtime;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.map(path -> path.getFileName().toString()).toList();
    }
  }
}
