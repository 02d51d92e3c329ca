package io.flatnet.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the parts lie, in the source tree or in a copy of it that has only what was built.
 *
 * @param distribution the folder of that name
 */
record Layout(Path distribution) {

  /** The layout that the start script names by the system property {@code flatnet.distribution}. */
  static Layout ofProperties() {
    String distribution = System.getProperty("flatnet.distribution");
    if (distribution == null) {
      throw new IllegalStateException(
          "cannot find the parts: the system property flatnet.distribution is not set; start by"
              + " distribution/demo");
    }
    return new Layout(Path.of(distribution));
  }

  /** The static binary that container runtimes call. */
  Path launcher() throws IOException {
    return existing(distribution.resolve("target/flatnet-cni"), "mvn -DskipTests package");
  }

  /**
   * The same folder.
   *
   * @throws IOException if the operator's jar is not in it
   */
  Path withOperator() throws IOException {
    existing(distribution.resolve("target/flatnet-operator.jar"), "mvn -DskipTests package");
    return distribution;
  }

  /** The examples that users apply. */
  Path examples() throws IOException {
    return existing(distribution.resolveSibling("docs").resolve("macvlan"), "git restore docs");
  }

  /** Roles and accounts of operator and agent. */
  Path manifests() throws IOException {
    return existing(distribution.resolve("manifests"), "git restore distribution/manifests");
  }

  private static Path existing(Path path, String remedy) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException("cannot find \"%s\"; run %s".formatted(path, remedy));
    }
    return path;
  }
}
