package io.flatnet.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Assembles a program with a Java runtime of its own: {@code RuntimeAssembly.java PROGRAM OUTPUT
 * TIME LAUNCHER CLASSES JAR...}, where each JAR is a jar or a directory of them. Runs from its
 * source too, with nothing but a JDK.
 *
 * <p>OUTPUT becomes a runtime with no more modules than the program needs, and in it {@code app/}
 * with the jars; {@code lib/PROGRAM.args}, Java's arguments at the place where images have it,
 * without a shell; for the agent {@code bin/PROGRAM}, a script for nodes; {@code lib/PROGRAM.jsa},
 * an archive of loaded classes; {@code bin/flatnet-cni}, a copy of LAUNCHER if that exists. Two
 * assemblies of one input have the same bytes and times.
 *
 * <p>CLASSES lists the classes of the archive.
 */
final class RuntimeAssembly {
  /** Where images have it. */
  static final String HOME = "/opt/flatnet";

  private static final String EXECUTABLE = "rwxr-xr-x";

  private final Program program;
  private final Path output;
  private final Instant time;

  RuntimeAssembly(Program program, Path output, Instant time) {
    this.program = program;
    this.output = output;
    this.time = time;
  }

  /** See the class. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<Path> jars = new ArrayList<>();
    for (String argument : List.of(arguments).subList(5, arguments.length)) {
      jars.addAll(jars(Path.of(argument)));
    }
    RuntimeAssembly assembly =
        new RuntimeAssembly(
            Program.named(arguments[0]), Path.of(arguments[1]), Instant.parse(arguments[2]));
    JavaRuntime.ofThisJdk().link(assembly.program.modules(), assembly.output);
    assembly.addProgram(jars, Path.of(arguments[3]));
    assembly.finish();
    new ClassArchive(assembly.program, assembly.output, names(jars)).dump(Path.of(arguments[4]));
    assembly.finish();
  }

  private static List<Path> jars(Path jarOrDirectory) throws IOException {
    if (!Files.isDirectory(jarOrDirectory)) {
      return List.of(jarOrDirectory);
    }
    try (Stream<Path> found = Files.list(jarOrDirectory)) {
      return found.filter(path -> path.toString().endsWith(".jar")).sorted().toList();
    }
  }

  /**
   * The jars of an assembled program, in the order of its class path.
   *
   * @throws IOException if it cannot be read
   */
  List<Path> jarsOf(Path assembled) throws IOException {
    List<String> arguments =
        Files.readAllLines(assembled.resolve("lib").resolve(program.title() + ".args"));
    String classPath = arguments.get(arguments.indexOf("-cp") + 1);
    return Stream.of(classPath.split(":"))
        .map(jar -> assembled.resolve("app").resolve(Path.of(jar).getFileName()))
        .toList();
  }

  /**
   * Adds the jars, the ways to start them, and the launcher if there is one.
   *
   * @throws IOException if a file cannot be read or written
   */
  void addProgram(List<Path> jars, Path launcher) throws IOException {
    Path app = Files.createDirectory(output.resolve("app"));
    for (Path jar : jars) {
      Files.copy(jar, app.resolve(jar.getFileName()));
    }
    List<String> names = names(jars);
    String title = program.title();
    Files.writeString(output.resolve("lib").resolve(title + ".args"), argumentFile(names));
    if (program == Program.AGENT) {
      executable(title, script(names));
    }
    if (Files.exists(launcher)) {
      Files.copy(launcher, output.resolve("bin/flatnet-cni"));
    }
  }

  private static List<String> names(List<Path> jars) {
    return jars.stream().map(jar -> jar.getFileName().toString()).toList();
  }

  /** Sets the times and modes that a copy has too, and names the release by all of its content. */
  void finish() throws IOException {
    FileTree tree = new FileTree(output);
    Files.deleteIfExists(output.resolve("lib/flatnet-release"));
    Files.writeString(
        output.resolve("lib/flatnet-release"), program.title() + "-" + tree.digest() + "\n");
    tree.normalise(time);
  }

  /** One argument a line; those of the operator name its archive, which suits all of its verbs. */
  private String argumentFile(List<String> names) {
    List<String> arguments = new ArrayList<>(program.options());
    arguments.addAll(program.servingOptions());
    if (program == Program.OPERATOR) {
      arguments.add("-XX:SharedArchiveFile=" + HOME + "/" + program.archive());
    }
    arguments.addAll(List.of("-cp", program.classPath(HOME, names), program.mainClass()));
    return String.join("\n", arguments) + "\n";
  }

  /** For people and nodes, at whatever place it is. */
  private String script(List<String> jars) {
    return """
    #!/bin/sh
    # %1$s with its own Java; see --help.
    home=$(dirname -- "$(readlink -f -- "$0")")/..
    home=$(readlink -f -- "$home")
    # One arena: few threads allocate outside the heap, and each arena costs memory.
    export MALLOC_ARENA_MAX=1
    # The archive of loaded classes saves time at start and costs memory: for single calls.
    own=
    if [ "$1" = agent ]; then
      own="%6$s"
    elif [ -f "$home/%2$s" ]; then
      own=-XX:SharedArchiveFile=$home/%2$s
    fi
    exec "$home/bin/java" $own \\
      %3$s \\
      $FLATNET_AGENT_JAVA_OPTIONS -cp "%4$s" %5$s "$@"
    """
        .formatted(
            program.title(),
            program.archive(),
            String.join(" ", program.options()),
            program.classPath("$home", jars),
            program.mainClass(),
            String.join(" ", program.servingOptions()));
  }

  private void executable(String name, String content) throws IOException {
    Path file = output.resolve("bin").resolve(name);
    Files.writeString(file, content);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(EXECUTABLE));
  }
}
