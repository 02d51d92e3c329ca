package io.flatnet.webhook.server;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Calls a server on loopback, by the JDK's client or byte by byte. */
final class Client implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final SSLContext tls;
  private final int port;
  private final HttpClient http;

  Client(SSLContext tls, int port, HttpClient.Version version) {
    this.tls = tls;
    this.port = port;
    this.http = HttpClient.newBuilder().sslContext(tls).version(version).build();
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).timeout(PATIENCE);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  HttpResponse<String> validate(String body) throws IOException, InterruptedException {
    return send(review(body));
  }

  HttpRequest.Builder review(String body) {
    return request("/validate")
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendAsync(String body) {
    return http.sendAsync(review(body).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** A connection after its handshake. */
  SSLSocket connect() throws IOException {
    return connect("TLSv1.2", "TLSv1.3");
  }

  /** A connection after its handshake in one of some versions. */
  SSLSocket connect(String... versions) throws IOException {
    SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket("127.0.0.1", port);
    socket.setEnabledProtocols(versions);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    socket.startHandshake();
    return socket;
  }

  /** A connection before its handshake. */
  Socket connectPlain() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) PATIENCE.toMillis());
    return socket;
  }

  static void write(SSLSocket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  /** Everything up to a text that must come. */
  static String readUntil(SSLSocket socket, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int next = socket.getInputStream().read();
      if (next < 0) {
        throw new EOFException("the server closed after: " + text);
      }
      text.append((char) next);
    }
    return text.toString();
  }

  /** Everything until the server closes. */
  static String readToEnd(SSLSocket socket) throws IOException {
    try (InputStream in = socket.getInputStream()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Whether the server has closed it. */
  static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() == -1;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** One more byte, if the server still takes it. */
  static boolean drips(SSLSocket socket) {
    try {
      Client.write(socket, "x");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
