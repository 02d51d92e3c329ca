package io.flatnet.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import io.flatnet.webhook.certificate.TlsIdentity;
import io.flatnet.webhook.server.WebhookObserver.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;

/** Servers with small limits, which end with the test. */
abstract class LimitedServers {
  private static final TestAuthority AUTHORITY = new TestAuthority();

  private static final TlsIdentity IDENTITY = AUTHORITY.issue("webhook");

  static final Duration LONG = Duration.ofMinutes(5);

  static final Duration SHORT = Duration.ofSeconds(1);

  static final int KIB = 1 << 10;

  private final List<AutoCloseable> open = new ArrayList<>();

  final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

  private final WebhookObserver observer =
      new WebhookObserver() {
        @Override
        public void begun() {}

        @Override
        public void ended(Outcome outcome, long nanos) {
          outcomes.add(outcome);
        }
      };

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  static ServerLimits limits(
      int concurrentReviews, int connections, Duration firstRequest, Duration idle, Duration all) {
    return new ServerLimits(
        64 * KIB, 8 * KIB, 256 * KIB, concurrentReviews, connections, firstRequest, idle, all);
  }

  static ServerLimits patient() {
    return limits(16, 2_000, LONG, LONG, LONG);
  }

  final Client serve(ServerLimits limits, Version version) throws IOException {
    return serve(limits, version, Reviews::byName);
  }

  final Client serve(
      ServerLimits limits, Version version, Function<AdmissionRequest, Verdict> judge)
      throws IOException {
    WebhookServer server =
        WebhookServer.builder(judge, new TlsIdentities(IDENTITY))
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .limits(limits)
            .observer(observer)
            .start();
    open.add(server);
    Client client = new Client(AUTHORITY.client(), server.port(), version);
    open.add(client);
    return client;
  }

  final <T extends AutoCloseable> T kept(T one) {
    open.add(one);
    return one;
  }

  static void assertServes(Client client) throws Exception {
    assertThat(client.validate(Reviews.create("good")).body()).contains("\"allowed\":true");
    assertThat(client.validate(Reviews.create("bad")).body()).contains("\"allowed\":false");
  }

  static String head(int length) {
    return "POST /validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  /** A review padded with spaces, which are legal JSON. */
  static String sized(int bytes) {
    String review = Reviews.create("good");
    return review + " ".repeat(bytes - review.length());
  }
}
