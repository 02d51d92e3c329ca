package io.flatnet.images;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** What Java runtimes are linked from: this JDK, or the modules of one for another architecture. */
final class JavaRuntime {
  private final List<String> source;

  private JavaRuntime(List<String> source) {
    this.source = source;
  }

  /**
   * For the architecture of this machine.
   *
   * @throws IllegalStateException if this is no JDK 25
   */
  static JavaRuntime ofThisJdk() {
    if (Runtime.version().feature() < 25) {
      throw new IllegalStateException("the programs need JDK 25, got " + Runtime.version());
    }
    return new JavaRuntime(List.of());
  }

  /**
   * For the architecture of another Java 25, which is not run.
   *
   * @param java a JDK with {@code jmods}, or a linked runtime
   * @param scratch a new directory, which must stay while runtimes are linked
   * @throws IOException if it is neither
   */
  static JavaRuntime of(Path java, Path scratch) throws IOException, InterruptedException {
    Path jmods = java.resolve("jmods");
    Path modules = Files.isDirectory(jmods) ? jmods : ModulePacks.pack(java, scratch);
    return new JavaRuntime(List.of("--module-path", modules.toString()));
  }

  /**
   * Links a runtime with these modules and those that they need.
   *
   * @param output replaced if it is there
   * @throws IOException if it cannot be replaced
   */
  void link(String modules, Path output) throws IOException {
    FileTree.delete(output);
    Files.createDirectories(output.toAbsolutePath().getParent());
    List<String> arguments = new ArrayList<>(source);
    arguments.addAll(
        List.of(
            "--output",
            output.toString(),
            "--add-modules",
            modules,
            "--strip-java-debug-attributes",
            // By chance before or after the one above, which makes other bytes; costs 30 ms of a
            // start without an archive of classes.
            "--disable-plugin",
            "generate-jli-classes",
            // Sorted; else their order is by chance too.
            "--order-resources=/java.base/**",
            "--no-header-files",
            "--no-man-pages",
            "--vm=server"));
    run("jlink", arguments);
  }

  /**
   * The version of Java in a linked runtime.
   *
   * @throws IOException if it does not say
   */
  static String version(Path home) throws IOException {
    try (Stream<String> lines = Files.lines(home.resolve("release"))) {
      return lines
          .filter(line -> line.startsWith("JAVA_VERSION="))
          .map(line -> line.replaceAll(".*=|\"", ""))
          .findFirst()
          .orElseThrow(() -> new IOException("\"" + home + "\" does not tell its version"));
    }
  }

  /** Runs a tool of this JDK. */
  static void run(String tool, List<String> arguments) {
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said, true);
    int code =
        ToolProvider.findFirst(tool)
            .orElseThrow(() -> new IllegalStateException("this JDK has no " + tool))
            .run(out, out, arguments.toArray(String[]::new));
    if (code != 0) {
      throw new IllegalStateException(tool + " ended with " + code + ":\n" + said);
    }
  }
}
