package io.flatnet.operator;

import ch.qos.logback.classic.Level;
import io.kubernetes.client.openapi.ApiClient;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code operator}: runs the controllers until the process is asked to end. */
@Command(
    name = "operator",
    description = {
      "Run the controllers until SIGTERM or SIGINT.",
      "Of several replicas one works, the others stand by: the leader holds the Lease"
          + " rancher-flat-network-operator in namespace cattle-flat-network."
    },
    versionProvider = VersionCommand.class,
    sortOptions = false,
    footer = {
      "",
      "Flags may have one dash or two, and '=' or a space before the value.",
      "Environment: CATTLE_DEV_MODE (log decisions, leases of 45h), CATTLE_RESYNC_DEFAULT (minutes,"
          + " 600), CATTLE_ELECTION_LEASE_DURATION (45s), CATTLE_ELECTION_RENEW_DEADLINE (30s),"
          + " CATTLE_ELECTION_RETRY_PERIOD (2s), FLAT_NETWORK_CNI_ARP_POLICY (arp_notify or arping),"
          + " FLAT_NETWORK_CNI_PROXY_ARP (false), FLAT_NETWORK_CNI_MTU (1500; 0 is the parent's),"
          + " FLAT_NETWORK_CLUSTER_CIDR (10.42.0.0/16), FLAT_NETWORK_SERVICE_CIDR (10.43.0.0/16)."
    })
final class OperatorCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(OperatorCommand.class);
  private static final long STOP_LIMIT_SECONDS = 25;

  @Option(names = "--kubeconfig", paramLabel = "FILE", description = "How to reach the API server.")
  private @Nullable Path kubeconfig;

  @Option(names = "--master", paramLabel = "URL", description = "The API server's URL, instead.")
  private @Nullable String master;

  @Option(
      names = "--worker",
      paramLabel = "N",
      defaultValue = "5",
      description = "Objects that each controller works on at once, 1 to 50; ${DEFAULT-VALUE}.")
  private int worker;

  @Option(names = "--debug", arity = "0..1", fallbackValue = "true", description = "Log decisions.")
  private boolean debug;

  @Option(names = "-v", versionHelp = true, description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli itself acts on it
  private boolean version;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli itself acts on it
  private boolean help;

  @CommandLine.ArgGroup(
      exclusive = false,
      heading = "Accepted, without effect: this build serves no webhook.%n")
  private @Nullable WebhookFlags webhook;

  /** Flags of existing manifests. */
  @SuppressWarnings("UnusedVariable") // accepted, and that is all
  static final class WebhookFlags {
    @Option(names = "--port", paramLabel = "N")
    private @Nullable Integer port;

    @Option(names = "--bind-address", paramLabel = "ADDRESS")
    private @Nullable String bindAddress;

    @Option(names = "--tls-cert-file", paramLabel = "FILE")
    private @Nullable String tlsCertFile;

    @Option(names = "--tls-private-key-file", paramLabel = "FILE")
    private @Nullable String tlsPrivateKeyFile;

    @Option(names = "--webhook-server", arity = "0..1", fallbackValue = "true", paramLabel = "BOOL")
    private @Nullable Boolean webhookServer;

    boolean askForServer() {
      return !Boolean.FALSE.equals(webhookServer);
    }
  }

  @Override
  public Integer call() throws UsageException, InterruptedException {
    Settings settings = Settings.of(worker, debug, System.getenv());
    if (settings.debug()) {
      ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.flatnet")).setLevel(Level.DEBUG);
    }
    if (webhook != null && webhook.askForServer()) {
      log.warn("flags of the webhook are ignored: this build serves no webhook");
    }
    ApiClient client = ClientSource.open(kubeconfig, master, System.getenv());
    log.info(
        "flatnet-operator {} starts against {} with {} workers per controller",
        VersionCommand.version(),
        client.getBasePath(),
        settings.workers());
    runUntilAsked(client, settings);
    return CommandLine.ExitCode.OK;
  }

  private static void runUntilAsked(ApiClient client, Settings settings)
      throws InterruptedException {
    ControllerRuns runs = new ControllerRuns(client, settings);
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        Thread.ofPlatform()
            .name("flatnet-stop")
            .unstarted(
                () -> {
                  runs.stop();
                  await(ended);
                });
    Runtime.getRuntime().addShutdownHook(hook);
    runs.run();
    log.info("stopped");
    ended.countDown();
  }

  private static void await(CountDownLatch ended) {
    try {
      if (!ended.await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        log.warn("not stopped within {} s; ending anyway", STOP_LIMIT_SECONDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
