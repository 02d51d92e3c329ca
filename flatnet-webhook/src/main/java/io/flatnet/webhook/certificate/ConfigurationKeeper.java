package io.flatnet.webhook.certificate;

import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.ApiException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the ValidatingWebhookConfiguration, and knows since when which authority is in it. One
 * thread at a time.
 */
final class ConfigurationKeeper {
  /** So long every API server may take to hear of a bundle. */
  static final Duration SPREAD = Duration.ofMinutes(5);

  /** So long after an API server dropped conditions, it may have been replaced by a newer one. */
  static final Duration CONDITIONS_AGAIN = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeeper.class);
  private static final int ATTEMPTS = 5;
  private static final String COLLECTION =
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";

  private final ObjectApi api;
  private final WebhookConfiguration configuration;
  private final Map<X509Certificate, Instant> trustedSince = new HashMap<>();
  private Instant conditionsFrom = Instant.MIN;

  ConfigurationKeeper(ObjectApi api, WebhookConfiguration configuration) {
    this.api = api;
    this.configuration = configuration;
  }

  /** Authorities of ours that have not expired and that API servers trust now. */
  List<X509Certificate> formerAuthorities(Instant now) throws ApiException {
    return api.get(path()).map(configuration::formerAuthorities).orElse(List.of()).stream()
        .filter(one -> Certificates.isValid(one, now))
        .toList();
  }

  /** Whether every API server trusts it by now. */
  boolean isTrusted(X509Certificate authority, Instant now) {
    Instant since = trustedSince.get(authority);
    return since != null && !now.isBefore(since.plus(SPREAD));
  }

  /**
   * Creates or repairs the object.
   *
   * @param bundle the authorities to trust; empty leaves those that are there
   */
  void ensure(Optional<String> bundle, Instant now) throws ApiException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Optional<JsonObject> existing = api.get(path());
      boolean withConditions = !now.isBefore(conditionsFrom);
      JsonObject desired = configuration.desired(existing, bundle, withConditions);
      existing.ifPresent(object -> observe(object, now));
      Optional<JsonObject> actual =
          existing.filter(desired::equals).isPresent() ? existing : write(existing, desired);
      if (actual.isPresent() && !dropsConditions(actual.get(), withConditions, now)) {
        observe(actual.get(), now);
        return;
      }
    }
    throw new ApiException(
        "cannot write the ValidatingWebhookConfiguration \""
            + configuration.name()
            + "\": others wrote it "
            + ATTEMPTS
            + " times");
  }

  private String path() {
    return COLLECTION + "/" + configuration.name();
  }

  private Optional<JsonObject> write(Optional<JsonObject> existing, JsonObject desired)
      throws ApiException {
    Optional<JsonObject> written =
        existing.isPresent() ? api.replace(path(), desired) : api.create(COLLECTION, desired);
    if (written.isPresent()) {
      LOG.info(
          "{} the ValidatingWebhookConfiguration \"{}\"",
          existing.isPresent() ? "repaired" : "created",
          configuration.name());
    }
    return written;
  }

  /** API servers before Kubernetes 1.28 drop fields that they do not know without an error. */
  private boolean dropsConditions(JsonObject actual, boolean withConditions, Instant now) {
    if (!withConditions || WebhookConfiguration.hasConditions(actual)) {
      return false;
    }
    conditionsFrom = now.plus(CONDITIONS_AGAIN);
    LOG.info(
        "this API server knows no matchConditions (Kubernetes 1.28): the webhook is asked about"
            + " every pod and workload");
    return true;
  }

  private void observe(JsonObject object, Instant now) {
    List<X509Certificate> trusted = configuration.trusted(object);
    trustedSince.keySet().retainAll(trusted);
    trusted.forEach(authority -> trustedSince.putIfAbsent(authority, now));
  }
}
