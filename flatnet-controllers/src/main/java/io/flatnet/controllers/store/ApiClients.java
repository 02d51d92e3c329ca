package io.flatnet.controllers.store;

import io.kubernetes.client.openapi.ApiClient;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import okhttp3.CipherSuite;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** Clients that do not hold the controllers up. */
public final class ApiClients {
  /** How long a request other than a watch may take. */
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PING_INTERVAL = Duration.ofSeconds(20);
  private static final String CHACHA20 = "_CHACHA20_";
  private static final int MAX_REQUESTS = 256;

  private ApiClients() {}

  /**
   * Sets a client up for many requests at once and for watches that live long: OkHttp's dispatcher
   * lets only 5 requests per host run, a read timeout would end quiet watches, and a connection
   * that died silently is found by HTTP/2 pings. Requests get their deadline from {@link ApiCalls}.
   * Of equally safe ciphers it prefers ChaCha20.
   */
  public static ApiClient tune(ApiClient client) {
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(MAX_REQUESTS);
    dispatcher.setMaxRequestsPerHost(MAX_REQUESTS);
    OkHttpClient tuned =
        client
            .getHttpClient()
            .newBuilder()
            .dispatcher(dispatcher)
            .connectTimeout(CONNECT_TIMEOUT)
            .readTimeout(Duration.ZERO)
            .writeTimeout(REQUEST_TIMEOUT)
            .pingInterval(PING_INTERVAL)
            .connectionSpecs(List.of(quickest(), ConnectionSpec.CLEARTEXT))
            .build();
    return client.setHttpClient(tuned);
  }

  /**
   * Our programs run without Java's second compiler, and only that one knows the processor's
   * instructions for AES: without them Java reads a long list three times as fast in ChaCha20. An
   * API server that does not offer that takes AES as before.
   */
  private static ConnectionSpec quickest() {
    List<CipherSuite> suites =
        Objects.requireNonNull(ConnectionSpec.MODERN_TLS.cipherSuites()).stream()
            .sorted(Comparator.comparing(suite -> !suite.javaName().contains(CHACHA20)))
            .toList();
    return new ConnectionSpec.Builder(ConnectionSpec.MODERN_TLS)
        .cipherSuites(suites.toArray(CipherSuite[]::new))
        .build();
  }
}
