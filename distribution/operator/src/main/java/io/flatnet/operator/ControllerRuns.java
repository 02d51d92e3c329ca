package io.flatnet.operator;

import io.flatnet.controllers.FlatNetworkControllers;
import io.kubernetes.client.openapi.ApiClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs controllers one after the other: each stands by, leads, and is closed when it loses the
 * Lease, until the process is asked to end. {@link #run} is for one thread; {@link #stop} for any.
 */
final class ControllerRuns {
  private static final Logger log = LoggerFactory.getLogger(ControllerRuns.class);

  private final ApiClient client;
  private final Settings settings;
  private final Semaphore wake = new Semaphore(0);
  private volatile boolean asked;

  ControllerRuns(ApiClient client, Settings settings) {
    this.client = client;
    this.settings = settings;
  }

  /** Runs until {@link #stop} is called; returns when nothing runs any more. */
  void run() throws InterruptedException {
    while (!asked) {
      try (FlatNetworkControllers controllers = build()) {
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

  private FlatNetworkControllers build() {
    return FlatNetworkControllers.builder(client)
        .workers(settings.workers())
        .resync(settings.resync())
        .attachments(settings.attachments())
        .requestTimeout(settings.election().requestTimeout())
        .election(settings.election().settings(identity()), wake::release)
        .build();
  }

  /** The host's name, by which people know the pod, and a part that no other candidate has. */
  private static String identity() {
    String host = System.getenv().getOrDefault("HOSTNAME", "");
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
