package io.flatnet.controllers.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.ApiClient;
import java.util.List;
import okhttp3.CipherSuite;
import okhttp3.ConnectionSpec;
import org.junit.jupiter.api.Test;

class ApiClientsTest {
  @Test
  void tune_prefersChaChaAndTakesAllElse() {
    ConnectionSpec spec =
        ApiClients.tune(new ApiClient()).getHttpClient().connectionSpecs().getFirst();

    List<CipherSuite> suites = spec.cipherSuites();
    assertThat(suites).first().isEqualTo(CipherSuite.TLS_CHACHA20_POLY1305_SHA256);
    assertThat(suites)
        .containsExactlyInAnyOrderElementsOf(ConnectionSpec.MODERN_TLS.cipherSuites());
  }
}
