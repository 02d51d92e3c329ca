package io.flatnet.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.webhook.certificate.TlsIdentity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient.Version;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** Shows that the certificate changes under load without a failed request or a cut connection. */
class CertificateExchangeIT {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final int EXCHANGES = 20;

  private static WebhookServer serve(TlsIdentities identities) throws Exception {
    return WebhookServer.builder(Reviews::byName, identities)
        .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .start();
  }

  private static X509Certificate shown(SSLSocket socket) throws Exception {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  @Test
  void exchange_whileAConnectionIsOpen_leavesItAndShowsTheNewOneToTheNext() throws Exception {
    TlsIdentity first = AUTHORITY.issue("first");
    TlsIdentity second = AUTHORITY.issue("second");
    TlsIdentities identities = new TlsIdentities(first);
    try (WebhookServer server = serve(identities);
        Client client = new Client(AUTHORITY.client(), server.port(), Version.HTTP_1_1);
        SSLSocket before = client.connect()) {
      assertThat(shown(before)).isEqualTo(first.chain().getFirst());

      identities.exchange(second);

      // The same client side, which would resume the session if it could.
      try (SSLSocket after = client.connect()) {
        assertThat(shown(after)).isEqualTo(second.chain().getFirst());
      }
      Client.write(before, "GET /ping HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
      assertThat(Client.readToEnd(before)).contains("pong");
    }
  }

  @Test
  void exchange_underLoad_failsNoRequest() throws Exception {
    TlsIdentities identities = new TlsIdentities(AUTHORITY.issue("0"));
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger rounds = new AtomicInteger();
    try (WebhookServer server = serve(identities);
        ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> results = new ArrayList<>();
      for (Version version : List.of(Version.HTTP_1_1, Version.HTTP_2)) {
        results.add(clients.submit(kept(server, version, stop, rounds)));
        results.add(clients.submit(fresh(server, version, stop, rounds)));
      }
      for (int i = 1; i <= EXCHANGES; i++) {
        int seen = rounds.get();
        while (rounds.get() < seen + 4 && results.stream().noneMatch(Future::isDone)) {
          Thread.onSpinWait();
        }
        identities.exchange(AUTHORITY.issue(String.valueOf(i)));
      }
      stop.set(true);
      for (Future<Integer> result : results) {
        assertThat(result.get(60, TimeUnit.SECONDS)).isPositive();
      }
    }
  }

  /** Requests on one connection. */
  private static Callable<Integer> kept(
      WebhookServer server, Version version, AtomicBoolean stop, AtomicInteger rounds) {
    return () -> {
      int done = 0;
      try (Client client = new Client(AUTHORITY.client(), server.port(), version)) {
        while (!stop.get()) {
          assertThat(client.validate(Reviews.create("good")).body()).contains("\"allowed\":true");
          rounds.incrementAndGet();
          done++;
        }
      }
      return done;
    };
  }

  /** A connection for each request. */
  private static Callable<Integer> fresh(
      WebhookServer server, Version version, AtomicBoolean stop, AtomicInteger rounds) {
    return () -> {
      int done = 0;
      while (!stop.get()) {
        try (Client client = new Client(AUTHORITY.client(), server.port(), version)) {
          assertThat(client.validate(Reviews.create("bad")).body()).contains("\"allowed\":false");
          rounds.incrementAndGet();
          done++;
        }
      }
      return done;
    };
  }
}
