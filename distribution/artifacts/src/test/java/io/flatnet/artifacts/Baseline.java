package io.flatnet.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a library last promised: its API in {@code distribution/artifacts/baseline}, named by the
 * version that promises it.
 *
 * @param jar the API
 * @param version such as {@code 0.1.0}
 */
record Baseline(Path jar, String version) {
  private static final String PAGE = "see docs/compatibility.md";
  private static final Path FOLDER = Library.ROOT.resolve("distribution/artifacts/baseline");

  /**
   * The one of a library.
   *
   * @throws IOException if there is none
   */
  static Baseline of(Library library) throws IOException {
    return find(library)
        .orElseThrow(
            () ->
                new IOException(
                    "cannot find the baseline of \"" + library.id() + "\": write it; " + PAGE));
  }

  /** The one of a library, if it has any. */
  static Optional<Baseline> find(Library library) throws IOException {
    String start = library.id() + "-";
    Files.createDirectories(FOLDER);
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .map(
              file -> {
                String name = file.getFileName().toString();
                return new Baseline(
                    file, name.substring(start.length(), name.length() - ".jar".length()));
              })
          .reduce(
              (one, other) -> {
                throw new IllegalStateException(
                    "cannot tell the baseline of \"%s\": there are %s and %s; remove one"
                        .formatted(library.id(), one.jar(), other.jar()));
              });
    }
  }

  /** Where the one of a version is written. */
  static Path place(Library library, String version) {
    return FOLDER.resolve(library.id() + "-" + version + ".jar");
  }

  /**
   * Whether a version may break what another has promised: the same one, which is not released yet,
   * and one with another first number; before 1.0.0 the second counts too.
   */
  static boolean mayBreak(String promised, String version) {
    return version.equals(promised) || !line(version).equals(line(promised));
  }

  private static String line(String version) {
    String[] numbers = version.split("\\.", -1);
    return numbers[0].equals("0") ? "0." + numbers[1] : numbers[0];
  }
}
