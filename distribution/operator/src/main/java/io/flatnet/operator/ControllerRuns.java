package io.flatnet.operator;

import io.flatnet.controllers.ControllerStatus;
import io.flatnet.controllers.FlatNetworkControllers;
import io.flatnet.controllers.runtime.ControllerObserver;
import io.kubernetes.client.openapi.ApiClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs controllers one after the other: each stands by, leads, and is closed when it loses the
 * Lease, until the process is asked to end. {@link #run} is for one thread; the rest is safe for
 * many.
 */
final class ControllerRuns {
  private static final Logger log = LoggerFactory.getLogger(ControllerRuns.class);

  private final ApiClient client;
  private final Settings settings;
  private final Environment environment;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean asked;
  private volatile @Nullable ControllerStatus status;

  ControllerRuns(ApiClient client, Settings settings, Environment environment) {
    this.client = client;
    this.settings = settings;
    this.environment = environment;
  }

  /** Runs until {@link #stop} is called; returns when nothing runs any more. */
  void run(ControllerObserver observer) throws InterruptedException {
    while (!asked) {
      try (FlatNetworkControllers controllers = build(observer)) {
        status = controllers.status();
        controllers.start();
        wake.acquire();
        log.info(
            asked
                ? "stopping: no new work, requests that run may end"
                : "the lease is lost: starting anew as a candidate");
      }
    }
  }

  /** Has {@link #run} come to its end. Returns at once. */
  void stop() {
    asked = true;
    wake.release();
  }

  /** Whether {@link #stop} was called. */
  boolean isStopping() {
    return asked;
  }

  /** Of the controllers that run now, or the last that did; empty before the first. */
  Optional<ControllerStatus> status() {
    return Optional.ofNullable(status);
  }

  private FlatNetworkControllers build(ControllerObserver observer) {
    FlatNetworkControllers.Builder builder =
        FlatNetworkControllers.builder(client)
            .workers(settings.workers())
            .resync(settings.resync())
            .attachments(settings.attachments())
            .endpoints(settings.endpoints())
            .requestTimeout(settings.election().requestTimeout())
            .observer(observer)
            .election(settings.election().settings(identity()), wake::release);
    return settings.releaseFromDeadNodes() == null
        ? builder.build()
        : builder.releaseFromDeadNodes(settings.releaseFromDeadNodes()).build();
  }

  /** The host's name, by which people know the pod, and a part that no other candidate has. */
  private String identity() {
    String host = environment.text(Variable.HOSTNAME);
    if (host.isEmpty()) {
      try {
        host = InetAddress.getLocalHost().getHostName();
      } catch (UnknownHostException _) {
        host = "unknown-host"; // the random part tells them apart
      }
    }
    return host + "_" + UUID.randomUUID();
  }
}
