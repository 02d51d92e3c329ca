package io.flatnet.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private static final int CLOCK_TICKS_PER_SECOND = 100; // USER_HZ, proc(5)
  private static final int UTIME_FIELD = 11; // after the name

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

  /** CPU time that a process used so far, to 10 ms (proc(5)). */
  public static Duration cpuTime(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[UTIME_FIELD]) + Long.parseLong(fields[UTIME_FIELD + 1]);
    return Duration.ofMillis(ticks * 1000 / CLOCK_TICKS_PER_SECOND);
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
