package io.flatnet.lab.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The node agent as it is shipped: its own Java runtime in a process of its own. */
final class AgentProcess implements AutoCloseable {
  /** In memory as on a node, and private: see {@code lab_run_private}. */
  private static final Path RUN = Path.of("/run/flatnet");

  private static final int START_LIMIT_SECONDS = 20;
  private static final long POLL_MILLIS = 50;

  private final Process process;
  private final Path socket;
  private final int metricsPort;

  private AgentProcess(Process process, Path socket, int metricsPort) {
    this.process = process;
    this.socket = socket;
    this.metricsPort = metricsPort;
  }

  /**
   * Starts the agent and waits until it listens.
   *
   * @throws IOException when it does not; the message has its log
   */
  static AgentProcess start(Path distribution, Path kubeconfig, Path scratch)
      throws IOException, InterruptedException {
    Path socket = Files.createDirectories(RUN).resolve("agent.sock");
    Path log = scratch.resolve("agent.log");
    int metricsPort;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      metricsPort = free.getLocalPort();
    }
    Process process =
        new ProcessBuilder(
                List.of(
                    distribution.resolve("target/flatnet-agent/bin/flatnet-agent").toString(),
                    "agent",
                    "--kubeconfig",
                    kubeconfig.toString(),
                    "--metrics-port=" + metricsPort,
                    "--socket",
                    socket.toString()))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_LIMIT_SECONDS);
    while (!Files.exists(socket)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        process.destroyForcibly();
        throw new IOException("cannot start the agent: " + Files.readString(log));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
    return new AgentProcess(process, socket, metricsPort);
  }

  /** Where launchers reach it. */
  Path socket() {
    return socket;
  }

  /** The process that holds the Java virtual machine. */
  long pid() {
    return process.pid();
  }

  /** Where its time went so far. */
  AgentTimes times() throws IOException, InterruptedException {
    return AgentTimes.read(metricsPort);
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(START_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
