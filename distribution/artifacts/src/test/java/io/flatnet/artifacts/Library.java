package io.flatnet.artifacts;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A module that embedders take, by its coordinates and by its module's name. */
enum Library {
  CORE("flatnet-ipam-core", "io.flatnet.ipam"),
  NETLINK("flatnet-netlink", "io.flatnet.netlink"),
  API("flatnet-api", "io.flatnet.api"),
  CONTROLLERS("flatnet-controllers", "io.flatnet.controllers"),
  WEBHOOK("flatnet-webhook", "io.flatnet.webhook"),
  CNI("flatnet-cni-main", "io.flatnet.cni");

  static final Path ROOT = Path.of(System.getProperty("flatnet.root", ".")).toAbsolutePath();
  static final String VERSION = System.getProperty("flatnet.version", "");

  private final String id;
  private final String module;

  Library(String id, String module) {
    this.id = id;
    this.module = module;
  }

  /** The artifact's name. */
  String id() {
    return id;
  }

  /** The module's name, which is also its first package. */
  String module() {
    return module;
  }

  /** What is installed: {@code .jar}, {@code -sources.jar} and so on behind the name. */
  Path built(String ending) {
    return ROOT.resolve(id).resolve("target").resolve(id + "-" + VERSION + ending);
  }

  /** The folder of the module. */
  Path folder() {
    return ROOT.resolve(id);
  }

  /** Its packages but for those whose documentation says that they are not API. */
  Set<String> apiPackages() throws IOException {
    Path sources = folder().resolve("src/main/java");
    Set<String> packages = new TreeSet<>();
    try (Stream<Path> files = Files.walk(sources)) {
      for (Path file : files.filter(path -> path.endsWith("package-info.java")).toList()) {
        if (!Files.readString(file).contains("<p>Not API: ")) {
          packages.add(
              sources.relativize(file.getParent()).toString().replace(File.separatorChar, '.'));
        }
      }
    }
    return packages;
  }

  /** Whether it says what it requires; the others are automatic modules. */
  boolean isExplicit() {
    return this == CORE || this == NETLINK;
  }
}
