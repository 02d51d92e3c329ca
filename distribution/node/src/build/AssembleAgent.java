import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Assembles the agent: {@code AssembleAgent.java OUTPUT JAR LIBRARIES}. OUTPUT becomes a Java
 * runtime with no more modules than the agent needs, {@code app/} with the jars, {@code
 * bin/flatnet-agent}, and a cache of loaded classes (JEP 483, 514, 515) from a training run.
 */
final class AssembleAgent {
  /** java.desktop is not among them: SnakeYAML and Jackson do without java.beans. */
  private static final String MODULES =
      "java.base,java.logging,java.naming,jdk.httpserver,jdk.unsupported";

  private static final String MAIN = "io.flatnet.node.NodeCommand";

  private AssembleAgent() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (Runtime.version().feature() < 25) {
      throw new IllegalStateException("the agent needs JDK 25, got " + Runtime.version());
    }
    Path output = Path.of(arguments[0]);
    delete(output);
    Files.createDirectories(output.getParent());
    link(output);
    List<String> jars = copyJars(output, Path.of(arguments[1]), Path.of(arguments[2]));
    writeScript(output, jars);
    train(output);
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void link(Path output) {
    PrintWriter out = new PrintWriter(System.out, true);
    int code =
        ToolProvider.findFirst("jlink")
            .orElseThrow(() -> new IllegalStateException("this JDK has no jlink"))
            .run(
                out,
                out,
                "--output",
                output.toString(),
                "--add-modules",
                MODULES,
                "--strip-debug",
                "--no-header-files",
                "--no-man-pages",
                "--vm=server");
    if (code != 0) {
      throw new IllegalStateException("jlink ended with " + code);
    }
  }

  private static List<String> copyJars(Path output, Path jar, Path libraries) throws IOException {
    Path app = Files.createDirectory(output.resolve("app"));
    List<Path> sources = new ArrayList<>();
    sources.add(jar);
    try (Stream<Path> paths = Files.list(libraries)) {
      paths.filter(path -> path.toString().endsWith(".jar")).sorted().forEach(sources::add);
    }
    List<String> names = new ArrayList<>();
    for (Path source : sources) {
      String name = source.getFileName().toString();
      Files.copy(source, app.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
      names.add(name);
    }
    return names;
  }

  private static void writeScript(Path output, List<String> jars) throws IOException {
    StringBuilder classPath = new StringBuilder();
    for (String jar : jars) {
      classPath.append(classPath.isEmpty() ? "" : ":").append("$home/app/").append(jar);
    }
    String script =
        """
        #!/bin/sh
        # flatnet-agent: the node's agent, and one CNI call without it; see --help.
        home=$(dirname -- "$(readlink -f -- "$0")")/..
        home=$(readlink -f -- "$home")
        # One arena: few threads allocate outside the heap, and each arena costs memory.
        export MALLOC_ARENA_MAX=1
        # The cache of loaded classes saves time at start and costs memory: for single calls.
        cache=
        if [ "$1" != agent ] && [ -f "$home/lib/flatnet-agent.aot" ]; then
          cache=-XX:AOTCache=$home/lib/flatnet-agent.aot
        fi
        exec "$home/bin/java" $cache \\
          -XX:+UseSerialGC -Xms8m -Xmx24m -Xmn4m -Xss512k -XX:TieredStopAtLevel=1 \\
          -XX:ReservedCodeCacheSize=24m -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError \\
          --enable-native-access=ALL-UNNAMED $FLATNET_AGENT_JAVA_OPTIONS -cp "%s" %s "$@"
        """
            .formatted(classPath, MAIN);
    Path file = output.resolve("bin/flatnet-agent");
    Files.writeString(file, script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** What the training run says is of no interest unless it fails. */
  private static void train(Path output) throws IOException, InterruptedException {
    Path cache = output.resolve("lib/flatnet-agent.aot");
    Path log = Files.createTempFile("flatnet-agent-training", ".log");
    ProcessBuilder training =
        new ProcessBuilder(output.resolve("bin/flatnet-agent").toString(), "train")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    training.environment().put("FLATNET_AGENT_JAVA_OPTIONS", "-XX:AOTCacheOutput=" + cache);
    int code = training.start().waitFor();
    String said = Files.readString(log);
    Files.delete(log);
    if (code != 0 || !Files.exists(cache)) {
      throw new IllegalStateException("the training run ended with " + code + ":\n" + said);
    }
  }
}
