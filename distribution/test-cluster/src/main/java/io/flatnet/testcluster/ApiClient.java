package io.flatnet.testcluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The few requests that the fixture itself makes, with a client certificate. */
final class ApiClient {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(50);

  /**
   * An answer.
   *
   * @param status the HTTP status code
   * @param body the text
   */
  record Answer(int status, String body) {
    boolean succeeded() {
      return status / 100 == 2;
    }
  }

  private final URI server;
  private final HttpClient http;

  ApiClient(URI server, X509Certificate authority, CertificateAuthority.Identity identity) {
    this.server = server;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(REQUEST_TIMEOUT)
            .sslContext(tls(authority, identity))
            .build();
  }

  Answer get(String path) throws IOException {
    return send(HttpRequest.newBuilder(server.resolve(path)).GET());
  }

  Answer apply(String path, String body) throws IOException {
    return send(
        HttpRequest.newBuilder(server.resolve(path + "?fieldManager=flatnet-test&force=true"))
            .header("Content-Type", "application/apply-patch+yaml")
            .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }

  /**
   * Polls {@code /readyz} until it is 200.
   *
   * @throws IOException if the process ends or the time is over
   */
  void awaitReady(ChildProcess process, Duration limit) throws IOException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!ready()) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        throw new IOException(
            "cannot start kube-apiserver: %s; the end of its log:%n%s"
                .formatted(
                    process.isAlive() ? "not ready after " + limit.toSeconds() + " s" : "it ended",
                    process.tail(15)));
      }
      LockSupport.parkNanos(POLL.toNanos());
    }
  }

  private boolean ready() {
    try {
      return get("/readyz").succeeded();
    } catch (IOException e) {
      return false; // not listening yet
    }
  }

  private Answer send(HttpRequest.Builder request) throws IOException {
    try {
      HttpResponse<String> response =
          http.send(request.timeout(REQUEST_TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static SSLContext tls(X509Certificate authority, CertificateAuthority.Identity identity) {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("ca", authority);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "client",
          identity.keyPair().getPrivate(),
          new char[0],
          new Certificate[] {identity.certificate()});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot set up TLS with certificates of our own", e);
    }
  }
}
