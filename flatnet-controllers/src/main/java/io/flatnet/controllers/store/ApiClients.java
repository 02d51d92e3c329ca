package io.flatnet.controllers.store;

import io.kubernetes.client.openapi.ApiClient;
import java.time.Duration;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/** Clients that do not hold the controllers up. */
public final class ApiClients {
  /** How long a request other than a watch may take. */
  public static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PING_INTERVAL = Duration.ofSeconds(20);
  private static final int MAX_REQUESTS = 256;

  private ApiClients() {}

  /**
   * Sets a client up for many requests at once and for watches that live long: OkHttp's dispatcher
   * lets only 5 requests per host run, a read timeout would end quiet watches, and a connection
   * that died silently is found by HTTP/2 pings. Requests get their deadline from {@link ApiCalls}.
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
            .build();
    return client.setHttpClient(tuned);
  }
}
