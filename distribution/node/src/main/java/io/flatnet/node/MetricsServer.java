package io.flatnet.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * {@code GET /metrics} on a port of the loopback interface: whoever scrapes runs on the node. One
 * thread from {@link #start} to {@link #close}.
 */
final class MetricsServer implements AutoCloseable {
  private final HttpServer server;

  private MetricsServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Listens.
   *
   * @param port 0 = one that is free
   * @throws IOException if the port is taken
   */
  static MetricsServer start(AgentMetrics metrics, int port) throws IOException {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    HttpServer server = HttpServer.create(address, 0);
    server.createContext("/metrics", exchange -> answer(exchange, metrics));
    server.start();
    return new MetricsServer(server);
  }

  private static void answer(HttpExchange exchange, AgentMetrics metrics) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      AgentMetrics.Page page = metrics.page(exchange.getRequestHeaders().getFirst("Accept"));
      exchange.getResponseHeaders().set("Content-Type", page.contentType());
      exchange.sendResponseHeaders(200, page.bytes().length);
      try (OutputStream body = exchange.getResponseBody()) {
        body.write(page.bytes());
      }
    }
  }

  /** Where it listens. */
  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
