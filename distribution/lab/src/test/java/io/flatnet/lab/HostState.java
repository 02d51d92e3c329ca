package io.flatnet.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run of the demo could leave on the machine: links, addresses, routes and mounts of this
 * namespace, processes that carry the run's mark, directories of runs.
 */
record HostState(
    String links,
    String addresses,
    String routes,
    String mounts,
    Set<String> processes,
    Set<String> directories) {
  private static final Pattern COUNTDOWNS = Pattern.compile("\"[a-z_]*life_time\":\\d+,?");

  /**
   * Reads it.
   *
   * @param mark a text in the environment of every process of the run
   * @param temporary where runs make their directories
   */
  static HostState read(String mark, Path temporary) throws IOException, InterruptedException {
    return new HostState(
        ip("link"),
        ip("addr"),
        ip("route"),
        Files.readString(Path.of("/proc/self/mounts")),
        processes(mark),
        directories(temporary));
  }

  private static String ip(String object) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("ip", "-j", object, "show").redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
      throw new IOException("cannot list " + object + ": " + output);
    }
    return COUNTDOWNS.matcher(output).replaceAll("");
  }

  /** Processes that run, zombies not counted: those wait for a parent that is not the demo's. */
  private static Set<String> processes(String mark) throws IOException {
    Set<String> found = new TreeSet<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : entries) {
        if (environment(process).contains(mark)) {
          found.add(process + " " + command(process));
        }
      }
    }
    return found;
  }

  private static String environment(Path process) {
    return read(process.resolve("environ"));
  }

  private static String command(Path process) {
    return read(process.resolve("cmdline")).replace('\0', ' ');
  }

  /** Empty for a process that is gone by now. */
  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
    }
  }

  private static Set<String> directories(Path temporary) throws IOException {
    try (Stream<Path> entries = Files.list(temporary)) {
      return entries
          .map(entry -> Objects.requireNonNull(entry.getFileName()).toString())
          .filter(name -> name.startsWith("flatnet-lab-"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  /** What a user sees when the two differ. */
  List<String> parts() {
    return List.of(links, addresses, routes, mounts, processes.toString(), directories.toString());
  }
}
