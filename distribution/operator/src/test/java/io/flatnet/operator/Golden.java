package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files with what verbs are to write. {@code -Dflatnet.golden=write} writes them, for a person to
 * look at the difference.
 */
final class Golden {
  private static final Path DIRECTORY =
      AdmissionLab.ROOT.resolve("distribution/operator/src/test/resources/golden");

  private Golden() {}

  /** Compares a text with a file; times but those of the scene are {@code TIME} in it. */
  static void assertSame(String name, String text) throws IOException {
    String stable = text.replaceAll("(?!2026-01-01T10)\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "TIME");
    Path file = DIRECTORY.resolve(name);
    if ("write".equals(System.getProperty("flatnet.golden"))) {
      Files.createDirectories(DIRECTORY);
      Files.writeString(file, stable);
    }
    assertThat(stable).as(name).isEqualTo(Files.readString(file));
  }
}
