package io.flatnet.operator;

import ch.qos.logback.classic.Level;
import io.flatnet.controllers.ClusterCaches;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.operator.webhook.LiveJudge;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code operator}: runs the controllers until the process is asked to end. */
@Command(
    name = "operator",
    description = {
      "Run the controllers and the admission webhook until SIGTERM or SIGINT.",
      "Of several replicas one works, the others stand by, and all serve the webhook: the leader holds the Lease"
          + " rancher-flat-network-operator in namespace cattle-flat-network."
    },
    versionProvider = VersionCommand.class,
    sortOptions = false,
    footer = {
      "",
      "Flags may have one dash or two, and '=' or a space before the value. A flag counts more than"
          + " the environment."
    })
final class OperatorCommand implements Callable<Integer> {
  private static final Logger log = LoggerFactory.getLogger(OperatorCommand.class);

  @ArgGroup(validate = false, heading = "%nThe API server:%n", order = 1)
  private final ServerFlags server = new ServerFlags();

  @ArgGroup(validate = false, heading = "%nWork:%n", order = 2)
  private final WorkFlags work = new WorkFlags();

  @ArgGroup(validate = false, heading = "%nProbes, metrics and logs:%n", order = 3)
  private final ServingFlags serving = new ServingFlags();

  @ArgGroup(validate = false, heading = "%nThe admission webhook:%n", order = 4)
  private final WebhookFlags webhook = new WebhookFlags();

  @Option(names = "-v", versionHelp = true, description = "Show the version.")
  @SuppressWarnings("UnusedVariable") // picocli itself acts on it
  private boolean version;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  @SuppressWarnings("UnusedVariable") // picocli itself acts on it
  private boolean help;

  /** Flags about how to reach the API server. */
  private static final class ServerFlags {
    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "How to reach it.")
    private @Nullable Path kubeconfig;

    @Option(names = "--master", paramLabel = "URL", description = "Its URL, instead.")
    private @Nullable String master;
  }

  @Override
  public Integer call() throws UsageException, InterruptedException, IOException {
    Environment environment = Environment.ofProcess();
    Settings settings =
        Settings.of(work.workers, work.debug, work.releaseFromDeadNodes, environment.values());
    if (settings.debug()) {
      ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("io.flatnet")).setLevel(Level.DEBUG);
    }
    ApiClient client = ClientSource.open(server.kubeconfig, server.master, environment.values());
    log.info(
        "flatnet-operator {} starts against {} with {} workers per controller",
        VersionCommand.version(),
        client.getBasePath(),
        settings.workers());
    LiveJudge judge = new LiveJudge(ClusterStore.of(new ApiCalls(client, LiveJudge.READ_TIMEOUT)));
    Consumer<ClusterCaches> readers = webhook.isServed() ? judge::follow : caches -> {};
    ControllerRuns runs = new ControllerRuns(client, settings, environment, readers);
    OperatorMetrics metrics = new OperatorMetrics(VersionCommand.version(), runs::status);
    WebhookService admission =
        new WebhookService(webhook, judge, metrics.webhook(), environment.host());
    StopHook hook =
        StopHook.install(
            () -> {
              admission.leave();
              runs.stop();
            });
    try {
      serve(runs, client, admission, metrics);
      hook.endedWell();
    } finally {
      hook.failed();
    }
    return CommandLine.ExitCode.OK;
  }

  private void serve(
      ControllerRuns runs, ApiClient client, WebhookService admission, OperatorMetrics metrics)
      throws UsageException, InterruptedException, IOException {
    try (admission) {
      Probes probes =
          new Probes(
              runs::status,
              () -> admission.isLeaving() || runs.isStopping(),
              webhook.isServed() ? admission::missing : Optional::empty);
      try (HttpService http = openPort(metrics, probes);
          LogSocket socket = openLogSocket()) {
        if (webhook.isServed()) {
          admission.start(client);
        }
        runs.run(metrics);
        log.info("stopped");
      }
    }
  }

  /** The port, or null when there is to be none. */
  private @Nullable HttpService openPort(OperatorMetrics metrics, Probes probes)
      throws UsageException {
    if (serving.metrics.address().isEmpty()) {
      return null;
    }
    var address = serving.metrics.address().get();
    try {
      HttpService http =
          HttpService.onPort(
              address,
              Map.of(
                  "/healthz",
                  request -> probes.health(),
                  "/readyz",
                  request -> probes.readiness(),
                  "/metrics",
                  request -> metrics.answer(request.getHeaders().get(HttpHeader.ACCEPT))));
      log.info(
          "serves /healthz, /readyz and /metrics on {}:{}", address.getHostString(), http.port());
      return http;
    } catch (IOException e) {
      throw new UsageException(
          "cannot listen on \""
              + address.getHostString()
              + ":"
              + address.getPort()
              + "\": "
              + Optional.ofNullable(e.getCause()).orElse(e).getMessage()
              + "; name another address with --metrics-bind-address, or 0 for none",
          e);
    }
  }

  /** The socket, or null when there is none: the log level is no reason not to work. */
  private @Nullable LogSocket openLogSocket() {
    if (serving.logSocket.isEmpty()) {
      return null;
    }
    try {
      return LogSocket.open(Path.of(serving.logSocket));
    } catch (IOException e) {
      log.warn(
          "cannot serve the log level on \"{}\": {}; the level stays as it is, name another file"
              + " with --log-socket",
          serving.logSocket,
          e.getMessage());
      return null;
    }
  }
}
