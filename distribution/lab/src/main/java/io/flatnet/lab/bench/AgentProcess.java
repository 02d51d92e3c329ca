package io.flatnet.lab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The node agent as it is shipped: its own Java runtime in a process of its own. */
final class AgentProcess implements AutoCloseable {
  private static final int START_LIMIT_SECONDS = 20;
  private static final long POLL_MILLIS = 50;

  private final Process process;
  private final Path socket;

  private AgentProcess(Process process, Path socket) {
    this.process = process;
    this.socket = socket;
  }

  /**
   * Starts the agent and waits until it listens.
   *
   * @throws IOException when it does not; the message has its log
   */
  static AgentProcess start(Path distribution, Path kubeconfig, Path scratch)
      throws IOException, InterruptedException {
    Path socket = scratch.resolve("agent.sock");
    Path log = scratch.resolve("agent.log");
    Process process =
        new ProcessBuilder(
                List.of(
                    distribution.resolve("target/flatnet-agent/bin/flatnet-agent").toString(),
                    "agent",
                    "--kubeconfig",
                    kubeconfig.toString(),
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
    return new AgentProcess(process, socket);
  }

  /** Where launchers reach it. */
  Path socket() {
    return socket;
  }

  /** The process that holds the Java virtual machine. */
  long pid() {
    return process.pid();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(START_LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
