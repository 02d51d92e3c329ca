package io.flatnet.cni.cluster;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** Opens connections to one API server. Thread-safe. */
final class ApiConnector {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private final String host;
  private final int port;
  private final boolean verified;
  private final @Nullable SSLSocketFactory tls;

  /**
   * @throws IOException if the certificates cannot be used
   */
  ApiConnector(ClusterAccess access) throws IOException {
    URI server = access.server();
    boolean secure = "https".equals(server.getScheme());
    String name = server.getHost();
    if (name == null) {
      throw new IOException("cannot use the API server's URL " + server + ": it names no host");
    }
    this.host = name.startsWith("[") ? name.substring(1, name.length() - 1) : name;
    this.port = server.getPort() >= 0 ? server.getPort() : secure ? HTTPS_PORT : HTTP_PORT;
    this.verified = access.verified();
    this.tls = secure ? Tls.sockets(access) : null;
  }

  /**
   * Connects a new socket.
   *
   * @param socket closing it from another thread ends whatever goes on here or later
   */
  ApiConnection connect(Socket socket) throws IOException {
    boolean done = false;
    try {
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(host, port), (int) TIMEOUT.toMillis());
      socket.setSoTimeout((int) TIMEOUT.toMillis());
      ApiConnection connection =
          tls == null
              ? ApiConnection.plain(socket)
              : ApiConnection.secure(handshaken(tls, socket), socket);
      done = true;
      return connection;
    } finally {
      if (!done) {
        socket.close();
      }
    }
  }

  private SSLSocket handshaken(SSLSocketFactory factory, Socket socket) throws IOException {
    SSLSocket secure = (SSLSocket) factory.createSocket(socket, host, port, true);
    if (verified) {
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 9110 4.3.4
      secure.setSSLParameters(parameters);
    }
    secure.startHandshake();
    return secure;
  }
}
