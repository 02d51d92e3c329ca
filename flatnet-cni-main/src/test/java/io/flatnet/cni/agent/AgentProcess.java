package io.flatnet.cni.agent;

import static org.awaitility.Awaitility.await;

import io.flatnet.cni.Claim;
import io.flatnet.cni.Claims;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.FakeAddressSource;
import io.flatnet.cni.PodReference;
import io.flatnet.cni.TestNetwork;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** An agent in a process of its own, which can kill itself in the middle of a call. */
final class AgentProcess implements AutoCloseable {
  private final Process process;

  private AgentProcess(Process process) {
    this.process = process;
  }

  /** Starts one and waits until it listens. */
  static AgentProcess start(Path directory, NetworkNamespace node) throws IOException {
    return start(directory, node, Map.of());
  }

  /**
   * Starts one that kills itself before or after a message to the kernel or to a launcher.
   *
   * @param killer the library of {@link #buildKiller}
   * @param step 0 = before the first message, 1 = after it, 2 = before the second
   */
  static AgentProcess startKilled(Path directory, NetworkNamespace node, Path killer, int step)
      throws IOException {
    return start(
        directory,
        node,
        Map.of(
            "LD_PRELOAD",
            killer.toString(),
            "KILL_WHEN",
            directory.resolve("ready").toString(),
            "KILL_STEP",
            Integer.toString(step)));
  }

  /** Builds what kills. */
  static Path buildKiller(Path directory) throws IOException, InterruptedException {
    Path library = directory.resolve("killstep.so");
    Path source =
        Path.of(System.getProperty("flatnet.root", ".."))
            .resolve("flatnet-cni-main/src/test/c/killstep.c");
    Process build =
        new ProcessBuilder("gcc", "-shared", "-fPIC", source.toString(), "-o", library.toString())
            .inheritIO()
            .start();
    if (build.waitFor() != 0) {
      throw new IOException("cannot build " + source);
    }
    return library;
  }

  private static AgentProcess start(
      Path directory, NetworkNamespace node, Map<String, String> environment) throws IOException {
    Path ready = directory.resolve("ready");
    Files.deleteIfExists(ready);
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                AgentProcess.class.getName(),
                directory.toString(),
                TestNetwork.pathOf(node).toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("agent.log").toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    await()
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Files.exists(ready) || !process.isAlive());
    if (!Files.exists(ready)) {
      throw new IOException("no agent: " + Files.readString(directory.resolve("agent.log")));
    }
    return new AgentProcess(process);
  }

  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }

  /** The process: its directory and its node's namespace. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path directory = Path.of(arguments[0]);
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop.countDown();
                  Uninterrupted.await(stopped);
                }));
    try (NetworkNamespace node = NetworkNamespace.open(Path.of(arguments[1]));
        Agent _ =
            Agent.builder(new EveryPod())
                .socket(directory.resolve("agent.sock"))
                .journal(directory.resolve("journal"))
                .nodeNamespace(node)
                .start()) {
      Files.createFile(directory.resolve("ready"));
      stop.await();
    }
    stopped.countDown();
  }

  /** Waiting in a shutdown hook, which nobody interrupts. */
  private static final class Uninterrupted {
    static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Knows an address for every pod: 10.7.0.10 plus the number in its name. */
  static final class EveryPod extends FakeAddressSource {
    EveryPod() {
      put(Claims.routed());
    }

    @Override
    public synchronized Optional<Claim> find(PodReference pod) throws CniFailure {
      if (super.find(pod).isEmpty()) {
        String digits = pod.name().replaceAll("\\D", "");
        int number = digits.isEmpty() ? 0 : Integer.parseInt(digits);
        put(Claims.of(pod.name(), "10.7.0." + (10 + number)));
      }
      return super.find(pod);
    }
  }
}
