package io.flatnet.images;

import java.util.List;

/** A program that gets a Java runtime of its own. */
@SuppressWarnings("ImmutableEnumChecker") // its lists and sets cannot be changed
enum Program {
  /** java.desktop is not among the modules: SnakeYAML and Jackson do without java.beans. */
  AGENT(
      "flatnet-agent",
      "java.base,java.logging,java.naming,jdk.httpserver,jdk.unsupported",
      "io.flatnet.node.NodeCommand",
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-Xms8m",
          "-Xmx24m",
          "-Xmn4m",
          "-Xss512k",
          "-XX:TieredStopAtLevel=1",
          "-XX:TieredCompileTaskTimeout=10000",
          "-XX:ReservedCodeCacheSize=24m",
          "-XX:-UsePerfData",
          "-XX:+ExitOnOutOfMemoryError",
          "--enable-native-access=ALL-UNNAMED"),
      List.of(
          // A node makes few ADDs: what they run is to be compiled soon.
          "-XX:CompileThresholdScaling=0.1",
          // What compiling took from the C library goes back, and the heap grows late: 2 MiB of 96.
          "-XX:TrimNativeHeapInterval=10000",
          "-XX:MinHeapFreeRatio=20",
          "-XX:MaxHeapFreeRatio=40")),
  /** The sizes of its heap are in the image's environment, where users can change them. */
  OPERATOR(
      "flatnet-operator",
      "java.base,java.logging,java.management,java.naming,java.sql,java.xml,jdk.unsupported",
      "io.flatnet.operator.Main",
      List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData"),
      List.of());

  private final String title;
  private final String modules;
  private final String mainClass;
  private final List<String> options;
  private final List<String> servingOptions;

  Program(
      String title,
      String modules,
      String mainClass,
      List<String> options,
      List<String> servingOptions) {
    this.title = title;
    this.modules = modules;
    this.mainClass = mainClass;
    this.options = options;
    this.servingOptions = servingOptions;
  }

  /**
   * The one of this name.
   *
   * @throws IllegalArgumentException if there is none
   */
  static Program named(String title) {
    for (Program program : values()) {
      if (program.title.equals(title)) {
        return program;
      }
    }
    throw new IllegalArgumentException("no program is called \"" + title + "\"");
  }

  /** Its name. */
  String title() {
    return title;
  }

  /** The modules of Java that it needs, and those that these need. */
  String modules() {
    return modules;
  }

  /** Java's options for all of its verbs. */
  List<String> options() {
    return options;
  }

  /** Those for the verb that goes on, besides. */
  List<String> servingOptions() {
    return servingOptions;
  }

  /** Where its archive of loaded classes is, below a runtime's directory. */
  String archive() {
    return "lib/" + title + ".jsa";
  }

  /** The class that starts it. */
  String mainClass() {
    return mainClass;
  }

  /**
   * The class path of a runtime at a place.
   *
   * @param home the runtime's directory, as text: a path, or an expression of a shell
   * @param jars the names of the jars
   */
  String classPath(String home, List<String> jars) {
    return String.join(":", jars.stream().map(jar -> home + "/app/" + jar).toList());
  }
}
