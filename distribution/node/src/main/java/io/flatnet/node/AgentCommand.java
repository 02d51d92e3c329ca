package io.flatnet.node;

import io.flatnet.cni.agent.Agent;
import io.flatnet.cni.cluster.ClusterAccess;
import io.flatnet.cni.cluster.ClusterAddressSource;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code agent}: serves launchers until it is told to stop. */
@Command(
    name = "agent",
    description = "Serves the CNI launchers of this node.",
    mixinStandardHelpOptions = true)
final class AgentCommand implements Callable<Integer> {
  @Option(
      names = "--socket",
      defaultValue = "/run/flatnet/agent.sock",
      description = "The Unix socket for launchers (default: ${DEFAULT-VALUE}).")
  private Path socket = Path.of("");

  @Option(
      names = "--kubeconfig",
      description = "How to reach the API server (default: the pod's service account).")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--node-namespace",
      description = "File of the network namespace with the master links (default: our own).")
  private @Nullable Path nodeNamespace;

  @Option(
      names = "--sysctl-root",
      description = "Where /proc/sys/net is mounted writable (default: /proc/sys/net).")
  private @Nullable Path sysctlRoot;

  @Option(names = "--debug", description = "Logs decisions too.")
  private boolean debug;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Logging.configure(debug);
    Logger log = LoggerFactory.getLogger(AgentCommand.class);
    ClusterAccess access =
        kubeconfig == null ? ClusterAccess.inCluster() : ClusterAccess.ofKubeconfig(kubeconfig);
    Path directory = socket.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    try (ClusterAddressSource source = ClusterAddressSource.of(access);
        Agent agent = start(source)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stopOn(stop, stopped)));
      log.info("serving on {} for {}", agent.socket(), access.server());
      stop.await();
    }
    stopped.countDown();
    return 0;
  }

  private Agent start(ClusterAddressSource source) throws IOException {
    Agent.Builder builder = Agent.builder(source).socket(socket);
    if (sysctlRoot != null) {
      builder.sysctlRoot(sysctlRoot);
    }
    if (nodeNamespace == null) {
      return builder.start();
    }
    try (NetworkNamespace namespace = NetworkNamespace.open(nodeNamespace)) {
      return builder.nodeNamespace(namespace).start();
    }
  }

  /** SIGTERM: running calls end first. */
  private static void stopOn(CountDownLatch stop, CountDownLatch stopped) {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
