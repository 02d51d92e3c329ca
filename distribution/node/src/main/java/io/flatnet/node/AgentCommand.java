package io.flatnet.node;

import io.flatnet.cni.PluginError;
import io.flatnet.cni.agent.Agent;
import io.flatnet.cni.agent.AgentObserver;
import io.flatnet.cni.agent.ServedCall;
import io.flatnet.cni.cluster.ClusterAccess;
import io.flatnet.cni.cluster.ClusterAddressSource;
import io.flatnet.cni.cluster.MissingMasterEvents;
import io.flatnet.netlink.NetworkNamespace;
import io.flatnet.netlink.RequestListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
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
  private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

  /** How often what others write is looked at: the named log level, and our renewed token. */
  private static final long LOOK_SECONDS = 5;

  private static final int WAITING_EVENTS = 64;

  @Option(
      names = "--socket",
      defaultValue = "/run/flatnet/agent.sock",
      description =
          "The Unix socket for launchers; taken over from an agent that runs (default:"
              + " ${DEFAULT-VALUE}).")
  private Path socket = Path.of("");

  @Option(
      names = "--journal",
      description =
          "Directory that remembers running ADDs for the agent after one that was killed (default:"
              + " journal beside the socket).")
  private @Nullable Path journal;

  @Option(
      names = "--kubeconfig",
      description = "How to reach the API server (default: the pod's service account).")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--node-name",
      defaultValue = "${env:NODE_NAME}",
      description = "This node's name in the cluster (default: $NODE_NAME, else the host's name).")
  private @Nullable String nodeName;

  @Option(
      names = "--node-namespace",
      description = "File of the network namespace with the master links (default: our own).")
  private @Nullable Path nodeNamespace;

  @Option(
      names = "--sysctl-root",
      description = "Where /proc/sys/net is mounted writable (default: /proc/sys/net).")
  private @Nullable Path sysctlRoot;

  @Option(
      names = "--metrics-port",
      defaultValue = "0",
      description = "Port on 127.0.0.1 for /metrics; 0 = none (default: ${DEFAULT-VALUE}).")
  private int metricsPort;

  @Option(
      names = "--keep-kubeconfig",
      description =
          "A kubeconfig file to keep fresh from the pod's service account, for calls without an"
              + " agent.")
  private @Nullable Path keptKubeconfig;

  @Option(
      names = "--kubeconfig-server",
      description = "The API server's URL in that file (default: the pod's).")
  private @Nullable String keptServer;

  @Option(names = "--debug", description = "Logs decisions too.")
  private boolean debug;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Logging logging = Logging.configure(debug);
    ClusterAccess access =
        kubeconfig == null ? ClusterAccess.inCluster() : ClusterAccess.ofKubeconfig(kubeconfig);
    Path directory = socket.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    KeptKubeconfig kept =
        keptKubeconfig == null
            ? null
            : new KeptKubeconfig(keptKubeconfig, ServiceAccount.ofPod(keptServer));
    CountDownLatch stop = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    ExecutorService reports = reports();
    try (ClusterAddressSource source = ClusterAddressSource.watching(access)) {
      AgentMetrics metrics = new AgentMetrics(source::requests);
      MissingMasterEvents events = source.events(nodeName());
      try (Agent agent = start(source, metrics, call -> observe(call, metrics, events, reports));
          MetricsServer server = metricsPort == 0 ? null : serve(metrics)) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopOn(stop, stopped)));
        log().info("serving on {} for {}", agent.socket(), access.server());
        while (!stop.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
          logging.refresh();
          if (kept != null) {
            kept.refresh();
          }
        }
      }
      reports.shutdownNow();
    }
    stopped.countDown();
    return 0;
  }

  private static Logger log() {
    return LoggerFactory.getLogger(AgentCommand.class);
  }

  private MetricsServer serve(AgentMetrics metrics) throws IOException {
    MetricsServer server = MetricsServer.start(metrics, metricsPort);
    log().info("metrics on 127.0.0.1:{}", server.port());
    return server;
  }

  /** One thread for what the cluster is told beside; more than a few that wait are left out. */
  private static ExecutorService reports() {
    return new ThreadPoolExecutor(
        0,
        1,
        1,
        TimeUnit.MINUTES,
        new ArrayBlockingQueue<>(WAITING_EVENTS),
        Thread.ofPlatform().daemon().name("flatnet-events-", 1).factory(),
        (task, executor) -> log().warn("an event is left out: too many wait"));
  }

  private static void observe(
      ServedCall call, AgentMetrics metrics, MissingMasterEvents events, ExecutorService reports) {
    metrics.served(call);
    if (call.errorCode() == PluginError.MASTER_MISSING.code()) {
      call.pod().ifPresent(pod -> reports.execute(() -> events.report(pod, call.message())));
    }
  }

  /** As the kubelet takes it from the host's name, which need not be in any DNS. */
  private String nodeName() throws IOException {
    return nodeName == null || nodeName.isEmpty()
        ? Files.readString(HOST_NAME).strip().toLowerCase(Locale.ROOT)
        : nodeName;
  }

  private Agent start(ClusterAddressSource source, RequestListener requests, AgentObserver observer)
      throws IOException {
    Agent.Builder builder =
        Agent.builder(source)
            .socket(socket)
            .journal(journal == null ? socket.resolveSibling("journal") : journal)
            .observer(observer)
            .requests(requests);
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
