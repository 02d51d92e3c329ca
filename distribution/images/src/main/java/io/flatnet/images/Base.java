package io.flatnet.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What images are built upon, as {@code distribution/images/fetch-base} lays it down: libc6 of
 * Debian, and for the architecture that is not this machine's a Java. Immutable.
 *
 * @param directory where it is
 * @param architecture which part of it
 */
record Base(Path directory, Architecture architecture) {
  private static final String FETCH = "run distribution/images/fetch-base";

  /** Where {@code fetch-base} puts it. */
  static Path usual() {
    String home = System.getenv("FLATNET_TEST_HOME");
    if (home != null && !home.isEmpty()) {
      return Path.of(home, "base");
    }
    String cache = System.getenv("XDG_CACHE_HOME");
    Path caches =
        cache == null || cache.isEmpty()
            ? Path.of(
                System.getenv().getOrDefault("HOME", System.getProperty("user.home")), ".cache")
            : Path.of(cache);
    return caches.resolve("flatnet-test/base");
  }

  /** Why images cannot be built upon it, and what to do; empty if they can. */
  Optional<String> missing() {
    Path libc = root().resolve(architecture.interpreterFile());
    return Files.exists(libc) ? Optional.empty() : Optional.of("no \"" + libc + "\"; " + FETCH);
  }

  private Path root() {
    return part("root");
  }

  private Path part(String name) {
    return directory.resolve(architecture.title()).resolve(name);
  }

  /** The directory with a musl that the launcher for another architecture is linked with. */
  Path musl() {
    return part("musl");
  }

  /** A Java for this architecture, which need not run here. */
  Path java() {
    return part("java");
  }

  /**
   * The version of libc6.
   *
   * @throws IOException if it is not written there
   */
  String libcVersion() throws IOException {
    try (Stream<String> lines = Files.lines(part("package"))) {
      Map<String, String> fields =
          lines
              .map(line -> line.split(": ", 2))
              .collect(Collectors.toMap(field -> field[0], field -> field[1]));
      return fields.getOrDefault("Version", "unknown");
    }
  }

  /** The lowest layer: enough for a Java runtime, and no more. There is no shell. */
  LayerContent content() {
    LayerContent content = new LayerContent();
    for (String library : architecture.libraries()) {
      content.file(library, root().resolve(library));
    }
    String interpreter = architecture.interpreterFile();
    content.file(interpreter, root().resolve(interpreter));
    content.link(architecture.interpreter(), "/" + interpreter);
    content.file("usr/share/doc/libc6/copyright", root().resolve("usr/share/doc/libc6/copyright"));
    content.text(
        "etc/passwd",
        """
        root:x:0:0:root:/:/
        flatnet:x:65532:65532:flatnet:/:/
        """);
    content.text("etc/group", "root:x:0:\nflatnet:x:65532:\n");
    content.text("etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
    for (String mountPoint : new String[] {"dev", "proc", "run", "sys"}) {
      content.directory(mountPoint);
    }
    content.link("var/run", "/run");
    return content.sharedDirectory("tmp");
  }
}
