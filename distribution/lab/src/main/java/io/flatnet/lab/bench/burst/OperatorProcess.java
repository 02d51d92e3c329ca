package io.flatnet.lab.bench.burst;

import io.flatnet.lab.cluster.OperatorJar;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The operator as it is shipped, in a process of its own. */
final class OperatorProcess implements AutoCloseable {

  private final Process process;

  private OperatorProcess(Process process) {
    this.process = process;
  }

  /** Starts it; it logs into a file of the directory. */
  static OperatorProcess start(Path distribution, Path kubeconfig, Path scratch)
      throws IOException {
    List<String> arguments =
        List.of("operator", "--webhook-server=false", "--kubeconfig", kubeconfig.toString());
    Path log = Files.createTempFile(scratch, "operator", ".log");
    return new OperatorProcess(OperatorJar.start(distribution, arguments, log));
  }

  /** The process. */
  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws InterruptedException {
    OperatorJar.stop(process);
  }
}
