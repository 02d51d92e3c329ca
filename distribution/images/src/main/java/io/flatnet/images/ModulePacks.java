package io.flatnet.images;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.attribute.ModuleHashesAttribute;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Packs the modules of a linked Java runtime again, so that a smaller one can be linked from them:
 * runtimes for other architectures are easier to come by than JDKs. Knows the native parts of the
 * modules that our programs need, and of no others.
 */
final class ModulePacks {
  /** The modules that are packed, and what is theirs in {@code lib}. */
  private static final Map<String, List<String>> NATIVE =
      Map.of(
          "java.base",
          List.of(
              "jspawnhelper",
              "jvm.cfg",
              "libjava.so",
              "libjimage.so",
              "libjli.so",
              "libjsig.so",
              "libnet.so",
              "libnio.so",
              "libsyslookup.so",
              "libverify.so",
              "libzip.so",
              "security",
              "server",
              "tzdb.dat"),
          "java.logging",
          List.of(),
          "java.management",
          List.of("libmanagement.so"),
          "java.naming",
          List.of(),
          "java.security.sasl",
          List.of(),
          "java.sql",
          List.of(),
          "java.transaction.xa",
          List.of(),
          "java.xml",
          List.of(),
          "jdk.httpserver",
          List.of(),
          "jdk.unsupported",
          List.of());

  /** What is in {@code conf}, likewise. */
  private static final Map<String, List<String>> CONFIGURATION =
      Map.of(
          "java.base",
          List.of("net.properties", "security"),
          "java.logging",
          List.of("logging.properties"));

  private final Path runtime;
  private final Path scratch;

  private ModulePacks(Path runtime, Path scratch) {
    this.runtime = runtime;
    this.scratch = scratch;
  }

  /**
   * Packs the modules.
   *
   * @param runtime the directory with {@code lib/modules}
   * @param scratch a new directory, for the packs and what is between
   * @return the directory of the packs
   * @throws IOException if it is no runtime
   */
  static Path pack(Path runtime, Path scratch) throws IOException, InterruptedException {
    ModulePacks packs = new ModulePacks(runtime, scratch);
    Path classes = Files.createDirectories(scratch.resolve("classes"));
    packs.extract(classes);
    Path packed = Files.createDirectories(scratch.resolve("packed"));
    try (Stream<Path> modules = Files.list(classes)) {
      for (Path module : modules.sorted().toList()) {
        packs.packModule(module, packed);
      }
    }
    return packed;
  }

  private void extract(Path classes) throws IOException, InterruptedException {
    Process jimage =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jimage").toString(),
                "extract",
                "--include",
                "regex:/(" + String.join("|", NATIVE.keySet()) + ")/.*",
                "--dir",
                classes.toString(),
                runtime.resolve("lib/modules").toString())
            .inheritIO()
            .start();
    if (jimage.waitFor() != 0) {
      throw new IOException("cannot read the modules of \"" + runtime + "\": see above");
    }
  }

  private void packModule(Path module, Path packed) throws IOException, InterruptedException {
    String name = module.getFileName().toString();
    forgetHashes(module.resolve("module-info.class"));
    List<String> arguments =
        new ArrayList<>(
            List.of("create", "--compress", "zip-0", "--class-path", module.toString()));
    add(arguments, "--libs", "lib", Objects.requireNonNull(NATIVE.get(name), name), name);
    add(arguments, "--config", "conf", CONFIGURATION.getOrDefault(name, List.of()), name);
    add(arguments, "--cmds", "bin", name.equals("java.base") ? List.of("java") : List.of(), name);
    Path legal = runtime.resolve("legal").resolve(name);
    if (Files.isDirectory(legal)) {
      arguments.addAll(List.of("--legal-notices", legal.toString()));
    }
    arguments.add(packed.resolve(name + ".jmod").toString());
    JavaRuntime.run("jmod", arguments);
  }

  /** Of the packs that other modules came in: ours have other bytes. */
  private static void forgetHashes(Path moduleInfo) throws IOException {
    ClassFile format = ClassFile.of();
    byte[] without =
        format.transformClass(
            format.parse(moduleInfo),
            ClassTransform.dropping(element -> element instanceof ModuleHashesAttribute));
    Files.write(moduleInfo, without);
  }

  /** Adds an option with a directory that holds these files and directories of the runtime. */
  private void add(
      List<String> arguments, String option, String part, List<String> names, String module)
      throws IOException {
    if (names.isEmpty()) {
      return;
    }
    Path chosen = Files.createDirectories(scratch.resolve(part).resolve(module));
    for (String name : names) {
      copy(runtime.resolve(part).resolve(name), chosen.resolve(name));
    }
    arguments.addAll(List.of(option, chosen.toString()));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> found = Files.walk(from)) {
      for (Path path : found.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
