package io.flatnet.artifacts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** A Maven repository in a folder, which holds what this build would publish and nothing else. */
final class Repository {
  private static final List<String> JARS = List.of(".jar", "-sources.jar", "-javadoc.jar");

  private Repository() {}

  /**
   * Lays out the parent, the bill of materials and the libraries.
   *
   * @throws IOException if a library is not built
   */
  static void fill(Path folder) throws IOException {
    put(folder, "flatnet-parent", ".pom", Library.ROOT.resolve("pom.xml"));
    put(folder, "flatnet-bom", ".pom", Library.ROOT.resolve("flatnet-bom/pom.xml"));
    for (Library library : Library.values()) {
      put(folder, library.id(), ".pom", library.folder().resolve("pom.xml"));
      for (String jar : JARS) {
        if (Files.exists(library.built(jar)) || jar.equals(".jar")) {
          put(folder, library.id(), jar, library.built(jar));
        }
      }
    }
  }

  private static void put(Path folder, String id, String ending, Path file) throws IOException {
    Path place =
        folder
            .resolve("io/flatnet")
            .resolve(id)
            .resolve(Library.VERSION)
            .resolve(id + "-" + Library.VERSION + ending);
    Files.createDirectories(place.getParent());
    Files.copy(file, place, StandardCopyOption.REPLACE_EXISTING);
  }
}
