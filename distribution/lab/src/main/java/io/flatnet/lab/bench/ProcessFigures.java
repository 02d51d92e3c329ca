package io.flatnet.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What a process holds (proc(5)).
 *
 * @param residentKib memory in RAM, VmRSS
 * @param threads its threads
 * @param descriptors its open files
 */
public record ProcessFigures(long residentKib, int threads, int descriptors) {
  private static final int KIB_IN_MIB = 1024;

  /** Reads the figures of a process. */
  public static ProcessFigures of(long pid) throws IOException {
    Path process = Path.of("/proc", Long.toString(pid));
    try (Stream<Path> descriptors = Files.list(process.resolve("fd"))) {
      return new ProcessFigures(
          status(process, "VmRSS:"),
          Math.toIntExact(status(process, "Threads:")),
          Math.toIntExact(descriptors.count()));
    }
  }

  /** Memory in RAM in MiB. */
  public double residentMib() {
    return (double) residentKib / KIB_IN_MIB;
  }

  private static long status(Path process, String field) throws IOException {
    for (String line : Files.readAllLines(process.resolve("status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.substring(field.length()).strip().split(" ", 2)[0]);
      }
    }
    throw new IOException("cannot find \"" + field + "\" of process " + process.getFileName());
  }
}
