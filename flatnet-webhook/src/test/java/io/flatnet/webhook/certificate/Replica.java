package io.flatnet.webhook.certificate;

import io.kubernetes.client.openapi.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One keeper of several that share an API server, with a clock of its own. */
final class Replica {
  static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
  static final String SECRET =
      "/api/v1/namespaces/cattle-flat-network/secrets/rancher-flat-network-webhook-certs";
  static final String CONFIGURATION =
      "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/"
          + "rancher-flat-network-subnets-validating-config";

  final List<TlsIdentity> served = new ArrayList<>();
  final CertificateKeeper keeper;
  Instant now = START;

  Replica(FakeObjects api) {
    this(api, FailurePolicy.IGNORE);
  }

  Replica(FakeObjects api, FailurePolicy policy) {
    keeper =
        new CertificateKeeper.Builder(api, served::add)
            .failurePolicy(policy)
            .clock(() -> now)
            .build();
  }

  Replica after(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  void look() throws ApiException {
    keeper.look();
  }

  /** Looks once, and again when what was done has spread. */
  void lookUntilSpread() throws ApiException {
    look();
    after(CertificateKeeper.SPREAD).look();
  }

  TlsIdentity serves() {
    return served.getLast();
  }
}
