package io.flatnet.lab.bench;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Where a benchmark ran.
 *
 * @param loadBefore the 1-minute load average when it began
 * @param loadAfter and when it ended; the benchmark itself is in it
 */
public record Machine(
    int cpus,
    String cpu,
    String kernel,
    @JsonProperty("memory_mib") long memoryMib,
    String java,
    @JsonProperty("load_before") double loadBefore,
    @JsonProperty("load_after") double loadAfter) {

  /** This machine, with the load that it had before. */
  public static Machine read(double loadBefore) throws IOException {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        field("/proc/cpuinfo", "model name"),
        Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
        Long.parseLong(field("/proc/meminfo", "MemTotal").split(" ", 2)[0]) / 1024,
        Runtime.version().toString(),
        loadBefore,
        load());
  }

  /** The 1-minute load average (proc(5)). */
  public static double load() throws IOException {
    return Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  private static String field(String file, String name) throws IOException {
    return Arrays.stream(Files.readString(Path.of(file)).split("\n"))
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
