package io.flatnet.controllers.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP proxy on loopback before a server, which can break connections in the ways that networks
 * do. It does not see into TLS. Its threads are virtual and end with it.
 */
final class TestProxy implements AutoCloseable {
  private static final int BUFFER_BYTES = 16_384;

  private volatile InetSocketAddress server;
  private final ServerSocket listener;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private volatile boolean silent;
  private volatile boolean refusing;

  TestProxy(URI server) throws IOException {
    this.server = new InetSocketAddress(server.getHost(), server.getPort());
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Where it listens. */
  String url() {
    return "https://127.0.0.1:" + listener.getLocalPort();
  }

  /** Sends new connections to another port of the same host. */
  void turnTo(int port) {
    server = new InetSocketAddress(server.getHostString(), port);
  }

  /** Ends all connections. */
  void drop() {
    open.forEach(TestProxy::close);
  }

  /** Whether new connections are ended at once. */
  void refuse(boolean on) {
    refusing = on;
  }

  /** Whether what arrives, on old connections and new ones, goes nowhere: no byte, no end. */
  void silence(boolean on) {
    silent = on;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        if (refusing) {
          close(client);
        } else {
          connect(client);
        }
      } catch (IOException _) {
        // the end of the proxy, or of a client that is gone already
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket upstream = new Socket();
    open.add(upstream);
    try {
      upstream.connect(server);
    } catch (IOException e) {
      close(client);
      throw e;
    }
    Thread.ofVirtual().start(() -> pump(client, upstream));
    Thread.ofVirtual().start(() -> pump(upstream, client));
  }

  private void pump(Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (!silent) {
          out.write(buffer, 0, n);
        }
      }
    } catch (IOException _) {
      // one side is gone: so is the other, below
    } finally {
      close(from);
      close(to);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // gone is gone
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    drop();
  }
}
