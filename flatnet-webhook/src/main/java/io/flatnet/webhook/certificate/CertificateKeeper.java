package io.flatnet.webhook.certificate;

import io.flatnet.api.FlatNetwork;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the webhook's certificates and the API server's configuration that trusts them, in
 * every replica alike, leader or not.
 *
 * <p>{@link #start} looks at once and then every {@link #PERIOD}; after a failure sooner. A look
 * reads the Secret, writes what is due in it, repairs the ValidatingWebhookConfiguration, and gives
 * the consumer what to serve with when that has changed; the consumer is called first when there is
 * something, and not before. Replicas agree through {@code resourceVersion}: one that was slower
 * takes what the other wrote. There are no watches: an old certificate is of use for months after a
 * new one was written.
 *
 * <p><b>Certificates.</b> An authority of five years signs serving certificates of one year, both
 * ECDSA P-256; each is renewed when two thirds of its life are over. The new authority is put into
 * the bundle beside the old one, and {@link #SPREAD} after the configuration was seen to have it a
 * certificate of it is served. The old authority leaves the bundle when it has expired. Keys are in
 * the Secret and in memory only.
 *
 * <p><b>Whose Secret.</b> One with the field {@code ca.key} is ours: damage is mended. An empty one
 * is filled. Any other, such as cert-manager's, is served as it is and never written; its {@code
 * ca.crt}, if it has one, becomes the bundle, else the bundle in the configuration stays as it is.
 * When such a certificate has expired or cannot be read, that is an ERROR in the log, and deleting
 * the Secret makes it ours. Deleting our own gives new keys without a failed request.
 *
 * <p><b>What is repaired.</b> In the configuration everything of our webhooks but {@code
 * namespaceSelector} and {@code objectSelector}; the {@code failurePolicy} too, which is an option
 * here. Other webhooks in it and its metadata are left alone. On API servers without {@code
 * matchConditions} (before Kubernetes 1.28) {@link FailurePolicy#FAIL} holds for subnets only.
 *
 * <p>For the server of this module, the first identity begins {@code TlsIdentities} and the server,
 * each later one is exchanged there.
 *
 * <p>Safe for use by many threads.
 */
public final class CertificateKeeper implements AutoCloseable {
  /** The configuration's name, in which the name of its first webhook begins. */
  public static final String CONFIGURATION_NAME = "rancher-flat-network-subnets-validating-config";

  /** The Secret's name. */
  public static final String SECRET_NAME = "rancher-flat-network-webhook-certs";

  /** The name of the Service before the webhook. */
  public static final String SERVICE_NAME = "rancher-flat-network-webhook-svc";

  /** The port of that Service. */
  public static final int SERVICE_PORT = 443;

  /** How long it is from one look to the next: an edited configuration stays so long. */
  public static final Duration PERIOD = Duration.ofSeconds(30);

  /** How long a new authority is in the configuration before its certificates are served. */
  public static final Duration SPREAD = ConfigurationKeeper.SPREAD;

  private static final Logger LOG = LoggerFactory.getLogger(CertificateKeeper.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  private final SecretKeeper secret;
  private final ConfigurationKeeper configuration;
  private final Consumer<TlsIdentity> consumer;
  private final InstantSource clock;
  private @Nullable TlsIdentity delivered;
  private Duration retry = FIRST_RETRY;
  private volatile boolean closed;
  private volatile @Nullable ScheduledFuture<?> next;

  CertificateKeeper(Builder builder, ObjectApi api) {
    this.secret =
        new SecretKeeper(api, builder.namespace, builder.secretName, builder.target.serverNames());
    this.configuration =
        new ConfigurationKeeper(
            api,
            new WebhookConfiguration(
                builder.configurationName, builder.target, builder.failurePolicy));
    this.consumer = builder.consumer;
    this.clock = builder.clock;
  }

  /**
   * Begins to describe a keeper with the names of this project.
   *
   * @param client may read and write the Secret and the configuration
   * @param consumer serves with what it is given, from then on; what it throws is logged, and it is
   *     given the same at the next look
   */
  public static Builder builder(ApiClient client, Consumer<TlsIdentity> consumer) {
    return new Builder(new ClientObjectApi(client), consumer);
  }

  /**
   * Looks now and from then on, until {@link #close}.
   *
   * @param executor runs looks, which wait for the API server
   * @param timer runs nothing but the delays between them
   */
  public void start(Executor executor, ScheduledExecutorService timer) {
    executor.execute(() -> run(executor, timer));
  }

  /** Ends the looks; one that goes on now is the last. What is served is served on. */
  @Override
  public void close() {
    closed = true;
    ScheduledFuture<?> waiting = next;
    if (waiting != null) {
      boolean _ = waiting.cancel(false);
    }
  }

  private void run(Executor executor, ScheduledExecutorService timer) {
    Duration delay = lookAndTell();
    if (closed) {
      return;
    }
    try {
      next = timer.schedule(() -> start(executor, timer), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("the timer has ended, and with it the looks at certificates");
    }
  }

  private synchronized Duration lookAndTell() {
    if (closed) {
      return PERIOD;
    }
    try {
      look();
      retry = FIRST_RETRY;
      return PERIOD;
    } catch (ApiException e) {
      LOG.warn("certificates cannot be looked after, again in {}: {}", retry, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("a look at the certificates failed, again in {}", retry, e);
    }
    Duration delay = retry;
    Duration doubled = retry.multipliedBy(2);
    retry = doubled.compareTo(PERIOD) < 0 ? doubled : PERIOD;
    return delay;
  }

  /**
   * One look, for those who have a schedule of their own.
   *
   * <p>Cost: two requests when nothing is to be done.
   *
   * @throws ApiException if the API server refuses or does not answer; what there is to serve with
   *     is given to the consumer all the same
   */
  public synchronized void look() throws ApiException {
    Instant now = clock.instant();
    Held held =
        secret.hold(now, () -> former(now), authority -> configuration.isTrusted(authority, now));
    try {
      configuration.ensure(held.bundle(), now);
    } finally {
      deliver(held.material());
    }
  }

  private List<X509Certificate> former(Instant now) {
    try {
      return configuration.formerAuthorities(now);
    } catch (ApiException e) {
      // What follows asks for the same object, and tells of the failure.
      LOG.debug("the authorities trusted until now cannot be read: {}", e.getMessage());
      return List.of();
    }
  }

  private void deliver(Optional<TlsIdentity> material) {
    if (material.isPresent()
        && (delivered == null || !delivered.chain().equals(material.get().chain()))) {
      consumer.accept(material.get());
      delivered = material.get();
      LOG.info("serving with the certificate {}", Certificates.text(material.get().certificate()));
    }
  }

  /** Describes a keeper. One thread. */
  public static final class Builder {
    private final ObjectApi api;
    private final Consumer<TlsIdentity> consumer;
    private String namespace = FlatNetwork.NAMESPACE;
    private String secretName = SECRET_NAME;
    private String configurationName = CONFIGURATION_NAME;
    private WebhookTarget target =
        new WebhookTarget.Service(FlatNetwork.NAMESPACE, SERVICE_NAME, SERVICE_PORT);
    private FailurePolicy failurePolicy = FailurePolicy.IGNORE;
    private InstantSource clock = InstantSource.system();

    Builder(ObjectApi api, Consumer<TlsIdentity> consumer) {
      this.api = api;
      this.consumer = consumer;
    }

    /** Keeps another Secret. */
    public Builder secret(String secretNamespace, String name) {
      this.namespace = secretNamespace;
      this.secretName = name;
      return this;
    }

    /** Keeps another configuration. */
    public Builder configuration(String name) {
      this.configurationName = name;
      return this;
    }

    /** Where API servers call; the Service of this project if nothing else is said. */
    public Builder target(WebhookTarget where) {
      this.target = where;
      return this;
    }

    /** What API servers do while no webhook answers; {@link FailurePolicy#IGNORE} by itself. */
    public Builder failurePolicy(FailurePolicy policy) {
      this.failurePolicy = policy;
      return this;
    }

    /** The time by which certificates are made and renewed; the system's by itself. */
    public Builder clock(InstantSource source) {
      this.clock = source;
      return this;
    }

    /** The keeper, which does nothing until it is started. */
    public CertificateKeeper build() {
      return new CertificateKeeper(this, api);
    }
  }
}
