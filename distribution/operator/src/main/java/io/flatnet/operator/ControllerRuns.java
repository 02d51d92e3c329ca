package io.flatnet.operator;

import io.flatnet.controllers.ClusterCaches;
import io.flatnet.controllers.ControllerStatus;
import io.flatnet.controllers.FlatNetworkControllers;
import io.flatnet.controllers.runtime.ControllerObserver;
import io.kubernetes.client.openapi.ApiClient;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
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
  private final Consumer<ClusterCaches> readers;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean asked;
  private volatile @Nullable ControllerStatus status;

  /**
   * Runs that have not begun.
   *
   * @param readers is given the caches of each controllers before those are filled
   */
  ControllerRuns(
      ApiClient client,
      Settings settings,
      Environment environment,
      Consumer<ClusterCaches> readers) {
    this.client = client;
    this.settings = settings;
    this.environment = environment;
    this.readers = readers;
  }

  /** Runs until {@link #stop} is called; returns when nothing runs any more. */
  void run(ControllerObserver observer) throws InterruptedException {
    while (!asked) {
      try (FlatNetworkControllers controllers = build(observer)) {
        status = controllers.status();
        readers.accept(controllers.caches());
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
    return environment.host() + "_" + UUID.randomUUID();
  }
}
