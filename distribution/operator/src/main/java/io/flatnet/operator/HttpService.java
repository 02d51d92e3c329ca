package io.flatnet.operator;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * HTTP/1.1 on one port or one socket: a table of paths. A few daemon threads, which are not the
 * controllers'; {@link #close} ends them.
 */
final class HttpService implements AutoCloseable {
  private static final int MAX_THREADS = 8;
  private static final int MIN_THREADS = 3;
  private static final int ACCEPTORS = 1;
  private static final int SELECTORS = 1;
  private static final long IDLE_MILLIS = 10_000;

  private final Server server;
  private final AbstractConnector connector;

  private HttpService(
      String name, Function<Server, AbstractConnector> connect, Map<String, HttpRoute> routes)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName(name);
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    server = new Server(threads);
    connector = connect.apply(server);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setHandler(new Table(routes));
    ErrorHandler errors = new ErrorHandler();
    errors.setShowStacks(false);
    server.setErrorHandler(errors);
    start();
  }

  /**
   * Serves on a TCP port; port 0 is any that is free.
   *
   * @throws IOException when the port cannot be had
   */
  static HttpService onPort(InetSocketAddress address, Map<String, HttpRoute> routes)
      throws IOException {
    return new HttpService(
        "flatnet-http",
        server -> {
          ServerConnector connector =
              new ServerConnector(server, null, null, null, ACCEPTORS, SELECTORS, http());
          connector.setHost(address.getHostString());
          connector.setPort(address.getPort());
          return connector;
        },
        routes);
  }

  /**
   * Serves on a Unix socket, whose file must not be there yet.
   *
   * @throws IOException when the file cannot be made
   */
  static HttpService onSocket(Path file, Map<String, HttpRoute> routes) throws IOException {
    return new HttpService(
        "flatnet-log-socket",
        server -> {
          UnixDomainServerConnector connector =
              new UnixDomainServerConnector(server, ACCEPTORS, SELECTORS, http());
          connector.setUnixDomainPath(file);
          return connector;
        },
        routes);
  }

  private static HttpConnectionFactory http() {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    return new HttpConnectionFactory(configuration);
  }

  private void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      close();
      throw e;
    } catch (Exception e) { // Jetty's signature
      close();
      throw new IOException(e);
    }
  }

  /** The TCP port; -1 on a Unix socket. */
  int port() {
    return connector instanceof NetworkConnector network ? network.getLocalPort() : -1;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) { // Jetty's signature
      throw new IllegalStateException("cannot stop the HTTP server", e);
    }
  }

  /** Sends each request to its path's route. */
  private static final class Table extends Handler.Abstract {
    private final Map<String, HttpRoute> routes;

    Table(Map<String, HttpRoute> routes) {
      this.routes = Map.copyOf(routes);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      HttpAnswer answer = answer(request, response);
      response.setStatus(answer.status());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, answer.type());
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
      boolean bodiless = HttpMethod.HEAD.is(request.getMethod());
      response.write(true, ByteBuffer.wrap(bodiless ? new byte[0] : body), callback);
      return true;
    }

    private HttpAnswer answer(Request request, Response response) {
      HttpRoute route = routes.get(Request.getPathInContext(request));
      if (route == null) {
        return HttpAnswer.line(
            HttpStatus.NOT_FOUND_404,
            "cannot find this path; the paths are "
                + String.join(", ", new TreeSet<>(routes.keySet())));
      }
      boolean head = HttpMethod.HEAD.is(request.getMethod()) && route.methods().contains("GET");
      if (!head && !route.methods().contains(request.getMethod())) {
        String allowed = String.join(", ", new TreeSet<>(route.methods()));
        response.getHeaders().put(new HttpField(HttpHeader.ALLOW, allowed));
        return HttpAnswer.line(
            HttpStatus.METHOD_NOT_ALLOWED_405, "cannot use this method; use " + allowed);
      }
      return route.answer(request);
    }
  }
}
