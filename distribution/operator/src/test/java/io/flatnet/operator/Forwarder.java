package io.flatnet.operator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What a Service is to its endpoints: one port before those of several processes. A connection goes
 * to the first that takes it, and ends with it. Its threads end with it.
 */
final class Forwarder implements AutoCloseable {
  private static final int BACKLOG = 256;

  private final ServerSocket server;
  private final List<Integer> ports = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  Forwarder() throws IOException {
    server = new ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** Has connections go to this port from now on, if none before it takes them. */
  void to(int port) {
    ports.add(port);
  }

  /** Has no more connections go to this port; those that are open stay. */
  void away(int port) {
    ports.remove(Integer.valueOf(port));
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket near = server.accept();
        Thread.ofVirtual().start(() -> forward(near));
      } catch (IOException _) {
        return; // closed
      }
    }
  }

  private void forward(Socket near) {
    open.add(near);
    ConnectException refused = new ConnectException("there is no port to forward to");
    try (near) {
      for (int port : ports) { // the next where nobody is
        try (Socket far = new Socket(InetAddress.getLoopbackAddress(), port)) {
          open.add(far);
          Thread back = Thread.ofVirtual().start(() -> pump(far, near));
          pump(near, far);
          back.join();
          return;
        } catch (ConnectException e) {
          refused = e;
        }
      }
      throw refused;
    } catch (IOException _) {
      return; // closed by the other end, or nobody takes it
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException _) {
      return; // both are closed by now
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
