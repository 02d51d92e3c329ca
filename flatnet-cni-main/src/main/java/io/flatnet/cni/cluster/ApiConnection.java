package io.flatnet.cni.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * One HTTP/1.1 connection: a request is sent, then its answer is read, and nothing goes on
 * meanwhile. For one thread at a time.
 */
final class ApiConnection implements AutoCloseable {
  private static final DefaultBHttpClientConnectionFactory FACTORY =
      new DefaultBHttpClientConnectionFactory();

  private final DefaultBHttpClientConnection http;
  private boolean reused;
  private long idleSinceNanos;

  private ApiConnection(DefaultBHttpClientConnection http) {
    this.http = http;
  }

  /** Over a connected socket. */
  static ApiConnection plain(Socket socket) throws IOException {
    return new ApiConnection(FACTORY.createConnection(socket));
  }

  /** Over TLS on a connected socket. */
  static ApiConnection secure(SSLSocket tls, Socket socket) throws IOException {
    return new ApiConnection(FACTORY.createConnection(tls, socket));
  }

  /** Sends a request, whose headers are complete. */
  void send(ClassicHttpRequest request) throws IOException {
    try {
      http.sendRequestHeader(request);
      if (request.getEntity() != null) {
        http.sendRequestEntity(request);
      }
      http.flush();
    } catch (HttpException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * Waits for the head of the answer; its body is read from it.
   *
   * @param patience for each piece that comes; at least 1 ms
   */
  ClassicHttpResponse receive(Duration patience) throws IOException {
    setPatience(patience);
    try {
      ClassicHttpResponse response = http.receiveResponseHeader();
      while (response.getCode() < HttpStatus.SC_OK) {
        response = http.receiveResponseHeader();
      }
      http.receiveResponseEntity(response);
      return response;
    } catch (HttpException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Waits so long for each piece from now on; at least 1 ms. */
  void setPatience(Duration patience) {
    http.setSocketTimeout(Timeout.ofMilliseconds(Math.max(1, patience.toMillis())));
  }

  /** The whole body. */
  static byte[] body(ClassicHttpResponse response) throws IOException {
    try (HttpEntity entity = response.getEntity()) {
      if (entity == null) {
        return new byte[0];
      }
      try (InputStream content = entity.getContent()) {
        return content.readAllBytes();
      }
    }
  }

  /** Whether another request may follow, once the body has been read. */
  boolean isKept(ClassicHttpRequest request, ClassicHttpResponse response) {
    return http.isOpen()
        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(
            request, response, HttpCoreContext.create());
  }

  /** Notes that it has no request from now on. */
  void rest(long nanoTime) {
    reused = true;
    idleSinceNanos = nanoTime;
  }

  /** Since when it has no request. */
  long idleSinceNanos() {
    return idleSinceNanos;
  }

  /** Whether it has served before: then the server may have closed it since. */
  boolean isReused() {
    return reused;
  }

  @Override
  public void close() {
    http.close(CloseMode.IMMEDIATE);
  }
}
