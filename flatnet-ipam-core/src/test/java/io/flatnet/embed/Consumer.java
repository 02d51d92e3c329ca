package io.flatnet.embed;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** A module of its own that requires ours, compiled and run as an embedder would. */
final class Consumer {
  private static final String MODULE = "com.example.addresses";
  private static final String DESCRIPTOR =
      "module " + MODULE + " {\n  requires io.flatnet.ipam;\n}\n";
  private final Path directory;

  Consumer(Path directory) {
    this.directory = directory;
  }

  /** The classes of the module under test: what its jar holds. */
  static Path ipamCore() {
    return Page.root().resolve("flatnet-ipam-core/target/classes");
  }

  /** Compiles the source against our module and nothing else; returns what the compiler says. */
  String compile(Path source) throws IOException {
    Path descriptor = Files.writeString(directory.resolve("module-info.java"), DESCRIPTOR);
    StringWriter said = new StringWriter();
    PrintWriter out = new PrintWriter(said);
    ToolProvider.findFirst("javac")
        .orElseThrow()
        .run(
            out,
            out,
            "-p",
            ipamCore().toString(),
            "-d",
            classes().toString(),
            "-proc:none",
            descriptor.toString(),
            source.toString());
    return said.toString();
  }

  /** Runs the class in a JVM of its own, on the module path alone; returns what it prints. */
  String run(String name) throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path printed = directory.resolve("printed");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Xshare:auto",
                "-Xmx64m",
                "-p",
                ipamCore() + ":" + classes(),
                "-m",
                MODULE + "/" + MODULE + "." + name)
            .redirectErrorStream(true)
            .redirectOutput(printed.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("cannot run " + name + ": it takes more than 60 s");
    }
    return Files.readString(printed);
  }

  private Path classes() {
    return directory.resolve("classes");
  }

  /** The source file of the example. */
  static Path source(String name) {
    return Page.root()
        .resolve("flatnet-ipam-core/src/test/java")
        .resolve(MODULE.replace('.', '/'))
        .resolve(name + ".java");
  }

  /** The lines of a source between {@code @start region="NAME"} and {@code @end}, moved left. */
  static String region(Path source, String name) {
    try (Stream<String> lines = Page.textOf(source).lines()) {
      String region =
          String.join(
              "\n",
              lines
                  .dropWhile(line -> !line.strip().equals("// @start region=\"" + name + "\""))
                  .skip(1)
                  .takeWhile(line -> !line.strip().equals("// @end"))
                  .toList());
      return region.stripIndent() + "\n";
    }
  }
}
