package io.flatnet.operator;

import io.flatnet.operator.webhook.LiveJudge;
import io.flatnet.webhook.certificate.CertificateKeeper;
import io.flatnet.webhook.certificate.TlsIdentity;
import io.flatnet.webhook.server.CertificateFiles;
import io.flatnet.webhook.server.TlsIdentities;
import io.flatnet.webhook.server.WebhookObserver;
import io.flatnet.webhook.server.WebhookServer;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The webhook's port and what it shows there: the certificate of two files, or one of its own,
 * which it can show once the API server has answered for the first time. Safe for use by many
 * threads.
 */
final class WebhookService implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebhookService.class);

  /** Kubernetes takes about a second to send requests elsewhere; a slow node takes a few. */
  private static final Duration FAREWELL = Duration.ofSeconds(5);

  private final WebhookFlags flags;
  private final LiveJudge judge;
  private final WebhookObserver observer;
  private final String hostname;
  private final ExecutorService looks =
      Executors.newThreadPerTaskExecutor(
          Thread.ofVirtual().name("flatnet-certificate-", 0).factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("flatnet-certificate-timer").factory());
  private @Nullable CertificateFiles files;
  private @Nullable CertificateKeeper keeper;
  private @Nullable TlsIdentities own;
  private @Nullable WebhookServer server;
  private boolean closed;
  private volatile boolean isLeaving;

  /** A webhook that does not serve yet. */
  WebhookService(WebhookFlags flags, LiveJudge judge, WebhookObserver observer, String hostname) {
    this.flags = flags;
    this.judge = judge;
    this.observer = observer;
    this.hostname = hostname;
  }

  /**
   * Begins: to serve where there are files, and to look for a certificate where there are none.
   *
   * @throws UsageException when the files cannot be used, or their port cannot be had
   */
  synchronized void start(ApiClient client) throws UsageException {
    WebhookFlags.Pair names = flags.files();
    if (names == null) {
      log.info("keeps the webhook's certificate itself, as no files of one are given or there");
      keeper = flags.keeper(client, this::show);
      keeper.start(looks, timer);
      return;
    }
    log.info("takes the webhook's certificate from {} and {}", names.certificate(), names.key());
    files = follow(names);
    try {
      serve(files.identities());
    } catch (IOException e) {
      throw new UsageException(
          Optional.ofNullable(e.getMessage()).orElse(e.toString())
              + "; name another place with --port and --bind-address, or --webhook-server=false",
          e);
    }
  }

  /** Why API servers get no verdict from here; empty when they do. */
  synchronized Optional<String> missing() {
    return server == null
        ? Optional.of("waiting for the webhook's certificate or port; the log says more")
        : Optional.empty();
  }

  /**
   * Serves on for as long as API servers may need to learn that they must ask others, and then
   * returns. {@link #isLeaving} from the beginning, so that a probe can tell them.
   */
  void leave() {
    WebhookServer left;
    synchronized (this) {
      isLeaving = true;
      left = server;
    }
    if (left == null) {
      return;
    }
    log.info("serves the admission webhook for {} s more", FAREWELL.toSeconds());
    left.leave();
    try {
      TimeUnit.NANOSECONDS.sleep(FAREWELL.toNanos());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // who is in a hurry
    }
  }

  /** Whether it was asked to leave. */
  boolean isLeaving() {
    return isLeaving;
  }

  /** Takes no more requests, and lets those that are at work end. */
  @Override
  public void close() throws IOException {
    WebhookServer ended;
    synchronized (this) {
      closed = true;
      ended = server;
    }
    try (CertificateFiles _ = files;
        CertificateKeeper _ = keeper) {
      if (ended != null) {
        ended.close();
      }
    } finally {
      timer.shutdownNow();
      looks.shutdown();
    }
  }

  /** Shows what the keeper has; called again with the same when this fails. */
  private synchronized void show(TlsIdentity identity) {
    if (closed) {
      return;
    }
    if (own == null) {
      own = new TlsIdentities(identity);
    } else {
      own.exchange(identity);
    }
    if (server == null) {
      try {
        serve(own);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void serve(TlsIdentities identities) throws IOException {
    server =
        WebhookServer.builder(judge, identities)
            .address(flags.address())
            .ready(judge::isReady)
            .hostname(hostname)
            .observer(observer)
            .start();
    log.info(
        "serves the admission webhook on {}:{} with {}",
        flags.address().getHostString(),
        server.port(),
        identities.current());
  }

  private static CertificateFiles follow(WebhookFlags.Pair names) throws UsageException {
    try {
      return CertificateFiles.follow(names.certificate(), names.key(), InstantSource.system());
    } catch (IOException | IllegalArgumentException e) {
      throw new UsageException(
          "cannot serve the webhook with \""
              + names.certificate()
              + "\" and \""
              + names.key()
              + "\": "
              + (e instanceof IOException ? e.toString() : e.getMessage())
              + "; name other files with --tls-cert-file and --tls-private-key-file",
          e);
    }
  }
}
