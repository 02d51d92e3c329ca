package io.flatnet.lab.bench.burst;

import io.flatnet.lab.cluster.OperatorJvm;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The operator as it is shipped, in a process of its own. */
final class OperatorProcess implements AutoCloseable {
  private static final int STOP_LIMIT_SECONDS = 30;
  private static final int CLOCK_TICKS_PER_SECOND = 100; // USER_HZ, proc(5)

  private final Process process;

  private OperatorProcess(Process process) {
    this.process = process;
  }

  /** Starts it; it logs into a file of the directory. */
  static OperatorProcess start(Path distribution, Path kubeconfig, Path scratch)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin/java");
    command.addAll(OperatorJvm.OPTIONS);
    command.addAll(
        List.of(
            "-XX:AOTCache=" + distribution.resolve("target/flatnet-operator.aot"),
            "-jar",
            distribution.resolve("target/flatnet-operator.jar").toString(),
            "operator",
            "--webhook-server=false",
            "--kubeconfig",
            kubeconfig.toString()));
    Path log = Files.createTempFile(scratch, "operator", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    return new OperatorProcess(builder.start());
  }

  /** The process. */
  long pid() {
    return process.pid();
  }

  /** CPU time, of user and system, that it used so far (proc(5)). */
  Duration cpuTime() throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid()), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return Duration.ofMillis(ticks * 1000 / CLOCK_TICKS_PER_SECOND);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
