package io.flatnet.apiserver;

import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Jetty, with TLS on loopback. A request is served by the thread that read it; a watch keeps its
 * thread.
 */
final class HttpsServer implements AutoCloseable {
  private static final int MAX_THREADS = 500;

  private final Server jetty;
  private final int port;

  private HttpsServer(Server jetty, int port) {
    this.jetty = jetty;
    this.port = port;
  }

  static HttpsServer start(int port, ServerCertificate certificate, Handler handler)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
    threads.setName("embedded-apiserver");
    threads.setDaemon(true);
    Server jetty = new Server(threads);
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(certificate.keyStore());
    tls.setKeyStorePassword("");
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.addCustomizer(new SecureRequestCustomizer(false)); // clients call it by address
    ServerConnector connector =
        new ServerConnector(
            jetty,
            1,
            1,
            new SslConnectionFactory(tls, "http/1.1"),
            new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setIdleTimeout(0); // a watch may be silent for as long as it likes
    jetty.addConnector(connector);
    jetty.setHandler(handler);
    jetty.setStopTimeout(0);
    try {
      jetty.start();
    } catch (Exception e) {
      throw new IOException("cannot listen on 127.0.0.1:" + port + ": " + e.getMessage(), e);
    }
    return new HttpsServer(jetty, connector.getLocalPort());
  }

  URI uri() {
    return URI.create("https://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    try {
      jetty.stop();
    } catch (Exception e) {
      throw new IllegalStateException("cannot stop the embedded API server", e);
    }
  }
}
