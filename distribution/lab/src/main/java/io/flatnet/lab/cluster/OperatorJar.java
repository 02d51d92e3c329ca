package io.flatnet.lab.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The operator as it is shipped, in the Java virtual machine that it is measured in;
 * docs/operator-reference.md says why.
 */
public final class OperatorJar {
  /** Java's own options. */
  public static final List<String> JVM_OPTIONS =
      List.of(
          "-Xms96m",
          "-Xmx256m",
          "-Xmn24m",
          "-XX:MinHeapFreeRatio=20",
          "-XX:MaxHeapFreeRatio=40",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1");

  private static final int STOP_LIMIT_SECONDS = 30;

  private OperatorJar() {}

  /**
   * Starts a verb of the jar, which is told of no cluster by this process's environment.
   *
   * @param distribution the directory with {@code target/flatnet-operator.jar}; its class cache is
   *     used when it is there
   * @param arguments the verb and its flags
   * @param log where its output goes
   */
  public static Process start(Path distribution, List<String> arguments, Path log)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(System.getProperty("java.home") + File.separator + "bin/java");
    command.addAll(JVM_OPTIONS);
    Path cache = distribution.resolve("target/flatnet-operator.aot");
    if (Files.exists(cache)) {
      command.add("-XX:AOTCache=" + cache);
    }
    command.add("-jar");
    command.add(distribution.resolve("target/flatnet-operator.jar").toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(log.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("KUBE"));
    return builder.start();
  }

  /** Ends it as a kubelet does; kills it if it takes longer than half a minute. */
  public static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }
}
