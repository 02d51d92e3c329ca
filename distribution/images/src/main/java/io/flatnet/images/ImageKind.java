package io.flatnet.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The two images. */
@SuppressWarnings("ImmutableEnumChecker") // its lists and sets cannot be changed
enum ImageKind {
  /** The operator with its webhook. */
  OPERATOR(
      Program.OPERATOR,
      "Gives pods addresses of the physical network.",
      new Image.Run(
          "65532:65532",
          List.of(
              // The allocator of libc keeps as many arenas as there are threads, and each costs
              // memory.
              "MALLOC_ARENA_MAX=1",
              // As docs/operator-reference.md has them; a pod's own JDK_JAVA_OPTIONS replace them.
              "JDK_JAVA_OPTIONS=-Xms96m -Xmx256m -Xmn24m -XX:MinHeapFreeRatio=20"
                  + " -XX:MaxHeapFreeRatio=40"),
          entrypoint(Program.OPERATOR, "operator")),
      // As distribution/operator/pom.xml has them.
      Set.of(
          "client-java-proto",
          "protobuf-java",
          "commons-compress",
          "swagger-annotations",
          "error_prone_annotations",
          "annotations",
          "jspecify")),
  /** The node's agent, with its installer. */
  AGENT(
      Program.AGENT,
      "The node's part of flatnet: CNI plugin, agent and installer.",
      new Image.Run("0:0", List.of("MALLOC_ARENA_MAX=1"), entrypoint(Program.AGENT)),
      // As distribution/node/pom.xml has them.
      Set.of(
          "logging-interceptor",
          "commons-lang3",
          "swagger-annotations",
          "gson-fire",
          "error_prone_annotations",
          "annotations",
          "jspecify",
          "okhttp-jvm",
          "okio-jvm",
          "kotlin-stdlib"));

  private final Program program;
  private final String description;
  private final Image.Run run;
  private final Set<String> leftOut;

  ImageKind(Program program, String description, Image.Run run, Set<String> leftOut) {
    this.program = program;
    this.description = description;
    this.run = run;
    this.leftOut = leftOut;
  }

  private static List<String> entrypoint(Program program, String... verb) {
    List<String> entrypoint = new ArrayList<>();
    entrypoint.add("/opt/flatnet/bin/java");
    entrypoint.add("@/opt/flatnet/lib/" + program.title() + ".args");
    entrypoint.addAll(List.of(verb));
    return List.copyOf(entrypoint);
  }

  /** What it runs. */
  Program program() {
    return program;
  }

  /** What is told about it. */
  String description() {
    return description;
  }

  /** Libraries that Maven names and that are not in it, because nothing calls them. */
  Set<String> leftOut() {
    return leftOut;
  }

  /** How it is started. */
  Image.Run run() {
    return run;
  }
}
