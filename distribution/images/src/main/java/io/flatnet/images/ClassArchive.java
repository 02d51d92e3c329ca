package io.flatnet.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The archive of loaded classes of an assembled program (class data sharing, JEP 310). Not Java's
 * newer cache (JEP 483, 515): profiles, and the clock in its soft references, make its bytes differ
 * from run to run, and the image's digest with them. A call without an agent starts as fast with
 * either.
 *
 * <p>The bytes follow from the runtime, the jars, the list of classes and Java's options, and from
 * the path where the runtime is; so it is made in a mount namespace that has the runtime where
 * images have it. Where there are no namespaces it is made in place.
 */
final class ClassArchive {
  /** Without a path in it that this machine alone has. */
  private static final String AT_ITS_PLACE =
      """
      mount -t tmpfs none /opt && mkdir %1$s && mount --bind "$0" %1$s && exec "$@"
      """
          .formatted(RuntimeAssembly.HOME);

  private final Program program;
  private final Path home;
  private final List<String> jars;

  /**
   * Runs nothing yet.
   *
   * @param home the assembled directory
   * @param jars the names of its jars, in the order of the class path
   */
  ClassArchive(Program program, Path home, List<String> jars) {
    this.program = program;
    this.home = home.toAbsolutePath();
    this.jars = jars;
  }

  /**
   * Makes the archive.
   *
   * @param classes a list of classes as Java writes it
   * @throws IOException if it fails
   */
  void dump(Path classes) throws IOException, InterruptedException {
    List<String> namespace = namespace();
    String place = namespace.isEmpty() ? home.toString() : RuntimeAssembly.HOME;
    List<String> command = new ArrayList<>(namespace);
    command.addAll(
        java(
            place,
            List.of(
                "-Xshare:dump",
                "-XX:SharedClassListFile=" + classes.toAbsolutePath(),
                "-XX:SharedArchiveFile=" + place + "/" + program.archive())));
    run(command);
  }

  /**
   * What starts a command in a namespace where the runtime is in its place; empty: nothing does.
   */
  private List<String> namespace() throws IOException, InterruptedException {
    for (List<String> options : List.of(List.of("-m"), List.of("-U", "-r", "-m"))) {
      List<String> namespace = new ArrayList<>(List.of("unshare"));
      namespace.addAll(options);
      namespace.addAll(List.of("sh", "-c", AT_ITS_PLACE, home.toString()));
      List<String> probe = new ArrayList<>(namespace);
      probe.add(RuntimeAssembly.HOME + "/bin/java");
      probe.add("-version");
      if (!home.startsWith("/opt") && succeeds(probe)) {
        return namespace;
      }
    }
    System.out.println(
        program.archive()
            + " and its image's digest differ from those of other machines:"
            + " unshare -Urm can mount nothing over /opt here");
    return List.of();
  }

  private static boolean succeeds(List<String> command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false; // no such command
    }
  }

  private List<String> java(String place, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(place + "/bin/java");
    command.addAll(program.options());
    // Else a part of the machine's memory, which is then written into the archive.
    command.add("-Xmx256m");
    command.addAll(options);
    command.addAll(List.of("-cp", program.classPath(place, jars), program.mainClass()));
    return command;
  }

  /** What the command says is of no interest unless it fails. */
  private static void run(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("flatnet", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().retainAll(List.of("PATH"));
    int code = builder.start().waitFor();
    String said = Files.readString(log);
    Files.delete(log);
    if (code != 0) {
      throw new IOException(
          "%s ended with %d:%n%s".formatted(String.join(" ", command), code, said));
    }
  }
}
