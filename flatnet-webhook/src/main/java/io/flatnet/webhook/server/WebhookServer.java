package io.flatnet.webhook.server;

import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.HTTP2Cipher;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The webhook's HTTPS server: HTTP/1.1 and HTTP/2 over TLS 1.2 and 1.3.
 *
 * <ul>
 *   <li>{@code POST /validate}: an admission review in, an admission review out; see {@link
 *       io.flatnet.webhook.review.Reviewer}.
 *   <li>{@code GET /ping}: {@code pong}. {@code GET /hostname}: which replica this is.
 *   <li>{@code GET /healthz}: {@code ok} while the server answers. {@code GET /readyz}: the same
 *       when the judge knows the cluster, 503 before. Until then {@code /validate} denies and asks
 *       to try again, rather than let in what nobody looked at.
 * </ul>
 *
 * <p>What is beyond a limit of {@link ServerLimits} is answered with 408, 413, 429 or 431 and a
 * sentence. A few platform threads wait for the network, and each request has a virtual thread.
 * {@link #close} lets requests that are at work end.
 */
public final class WebhookServer implements AutoCloseable {
  private static final int MAX_THREADS = 8;
  private static final int MIN_THREADS = 4;
  private static final int ACCEPTORS = 1;
  private static final int SELECTORS = 1;
  private static final int HTTP2_HEADS = 4;

  private final Server server;
  private final ServerConnector connector;
  private final Paths paths;

  private WebhookServer(Builder builder) throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("flatnet-webhook");
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    server = new Server(threads);
    ServerLimits limits = builder.limits;
    connector = connector(server, limits, builder.identities, builder.address);
    Connections connections = new Connections(limits);
    Judging judging = new Judging(builder.judge, builder.ready, limits);
    connector.addBean(connections);
    watch(connections.lookEvery(), connections::closeOverdue);
    watch(judging.lookEvery(), judging::endLate);
    server.addConnector(connector);
    server.setErrorHandler(new PlainErrors());
    Validate validate = new Validate(new Bodies(limits), judging, limits, builder.observer);
    paths = new Paths(validate, connections, builder.ready, builder.hostname, limits.headerBytes());
    server.setHandler(new Farewell(paths));
    server.setStopTimeout(limits.request().toMillis());
    start(builder.address);
  }

  private void watch(Duration every, Runnable look) {
    connector.addBean(new Watch(connector.getScheduler(), every, look));
  }

  /** Waits for requests at work, and answers those that come on open connections meanwhile. */
  private static final class Farewell extends GracefulHandler {
    private final Paths paths;

    Farewell(Paths paths) {
      super(paths);
      this.paths = paths;
    }

    @Override
    protected void handleShutdownRejection(Request request, Response response, Callback callback) {
      boolean _ = paths.handle(request, response, callback); // the client could not know
    }
  }

  private static ServerConnector connector(
      Server server, ServerLimits limits, TlsIdentities identities, InetSocketAddress address) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(limits.headerBytes());
    http.addCustomizer(new SecureRequestCustomizer(false)); // called by address as well
    HttpConnectionFactory http1 = new HttpConnectionFactory(http);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    ServerConnector connector =
        new ServerConnector(
            server,
            ACCEPTORS,
            SELECTORS,
            new SslConnectionFactory(tls(identities), alpn.getProtocol()),
            alpn,
            new HTTP2ServerConnectionFactory(http2(http)),
            http1);
    connector.setHost(address.getHostString());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(limits.idle().toMillis());
    return connector;
  }

  /**
   * Jetty ends an HTTP/2 connection whose request has too large a head; up to a few times the limit
   * it is read, and {@link Paths} says so to its sender.
   */
  private static HttpConfiguration http2(HttpConfiguration http) {
    HttpConfiguration http2 = new HttpConfiguration(http);
    http2.setRequestHeaderSize(HTTP2_HEADS * http.getRequestHeaderSize());
    return http2;
  }

  private static SslContextFactory.Server tls(TlsIdentities identities) {
    SslContextFactory.Server tls =
        new SslContextFactory.Server() {
          @Override
          public SSLContext getSslContext() {
            return identities.context(); // asked for each connection
          }
        };
    tls.setSslContext(identities.context());
    tls.setIncludeProtocols("TLSv1.2", "TLSv1.3");
    // Java without its second compiler takes 24 ns a byte for AES and 6 for ChaCha20.
    tls.setCipherComparator(
        Comparator.comparing((String suite) -> !suite.contains("CHACHA20"))
            .thenComparing(HTTP2Cipher.COMPARATOR));
    return tls;
  }

  private void start(InetSocketAddress address) throws IOException {
    try {
      server.start();
    } catch (Exception e) { // Jetty's signature
      close();
      throw new IOException(
          "cannot serve the webhook on \"" + address + "\": " + e.getMessage(), e);
    }
  }

  /**
   * Begins a server.
   *
   * @param judge asked for each request, in a virtual thread of the request's own, from many at
   *     once; interrupted when it takes longer than the limit
   * @param identities what the server shows to its clients
   */
  public static Builder builder(
      Function<AdmissionRequest, Verdict> judge, TlsIdentities identities) {
    return new Builder(judge, identities);
  }

  /** The TCP port. */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Serves on, but asks clients of HTTP/1.1 to connect anew: each answer ends its connection. For
   * the time between the word that this server goes and its end, in which clients learn of others.
   */
  public void leave() {
    paths.leave();
  }

  /**
   * Takes no more connections, waits for requests at work, at most as long as one may take, and
   * closes the port.
   */
  @Override
  public void close() {
    leave();
    try {
      server.stop();
    } catch (Exception e) { // Jetty's signature
      throw new IllegalStateException("cannot stop the webhook's server", e);
    }
  }

  /** What a server is made of; for one thread. */
  public static final class Builder {
    private static final int PORT = 8443;

    private final Function<AdmissionRequest, Verdict> judge;
    private final TlsIdentities identities;
    private InetSocketAddress address = new InetSocketAddress("0.0.0.0", PORT);
    private BooleanSupplier ready = () -> true;
    private String hostname = "localhost";
    private ServerLimits limits = ServerLimits.DEFAULT;
    private WebhookObserver observer = WebhookObserver.NONE;

    private Builder(Function<AdmissionRequest, Verdict> judge, TlsIdentities identities) {
      this.judge = judge;
      this.identities = identities;
    }

    /** Where it listens; port 0 is any that is free. At first all addresses, port 8443. */
    public Builder address(InetSocketAddress where) {
      this.address = where;
      return this;
    }

    /** Whether the judge knows the cluster; must be quick. At first always. */
    public Builder ready(BooleanSupplier knowsCluster) {
      this.ready = knowsCluster;
      return this;
    }

    /** What {@code /hostname} answers. At first {@code localhost}. */
    public Builder hostname(String name) {
      this.hostname = name;
      return this;
    }

    /** What clients may take. At first {@link ServerLimits#DEFAULT}. */
    public Builder limits(ServerLimits most) {
      this.limits = most;
      return this;
    }

    /** Who counts the requests. At first nobody. */
    public Builder observer(WebhookObserver counter) {
      this.observer = counter;
      return this;
    }

    /**
     * Serves.
     *
     * @throws IOException when the port cannot be had
     */
    public WebhookServer start() throws IOException {
      return new WebhookServer(this);
    }
  }
}
