package io.flatnet.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flatnet.webhook.AdmissionRequest;
import io.flatnet.webhook.Verdict;
import io.flatnet.webhook.certificate.TlsIdentity;
import io.flatnet.webhook.server.WebhookObserver.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shows that each limit of the server holds, and that a good request is answered all the while. */
class WebhookLimitsIT {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TlsIdentity IDENTITY = AUTHORITY.issue("webhook");
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final int KIB = 1 << 10;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

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

  private static ServerLimits limits(
      int concurrentReviews, int connections, Duration firstRequest, Duration idle, Duration all) {
    return new ServerLimits(
        64 * KIB, 8 * KIB, 256 * KIB, concurrentReviews, connections, firstRequest, idle, all);
  }

  private static ServerLimits patient() {
    return limits(16, 2_000, LONG, LONG, LONG);
  }

  private Client serve(ServerLimits limits, Version version) throws IOException {
    return serve(limits, version, Reviews::byName);
  }

  private Client serve(
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

  private <T extends AutoCloseable> T kept(T one) {
    open.add(one);
    return one;
  }

  private static void assertServes(Client client) throws Exception {
    assertThat(client.validate(Reviews.create("good")).body()).contains("\"allowed\":true");
    assertThat(client.validate(Reviews.create("bad")).body()).contains("\"allowed\":false");
  }

  private static String head(int length) {
    return "POST /validate HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        + "Content-Length: "
        + length
        + "\r\n\r\n";
  }

  /** A review padded with spaces, which are legal JSON. */
  private static String sized(int bytes) {
    String review = Reviews.create("good");
    return review + " ".repeat(bytes - review.length());
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void body_upToTheLimit_isReadAndBeyondIt_isRefused(Version version) throws Exception {
    Client client = serve(patient(), version);

    assertThat(client.validate(sized(64 * KIB)).statusCode()).isEqualTo(200);
    assertThat(outcomes).containsExactly(Outcome.ALLOWED);
    HttpRequest.Builder unannounced =
        client
            .request("/validate")
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofString(sized(64 * KIB + 1))));
    HttpResponse<String> refused = client.send(unannounced);
    assertThat(refused.statusCode()).isEqualTo(413);
    assertThat(refused.body())
        .startsWith("cannot read the request")
        .contains("at most 65536 bytes");
    assertThat(outcomes).containsExactly(Outcome.ALLOWED, Outcome.TOO_LARGE);
    assertServes(client);
  }

  @Test
  void body_announcedBeyondTheLimit_isRefusedBeforeItIsSent() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    SSLSocket socket = kept(client.connect());

    Client.write(socket, head(64 * KIB + 1));

    assertThat(Client.readToEnd(socket)).startsWith("HTTP/1.1 413").contains("at most 65536 bytes");
    assertServes(client);
  }

  @Test
  void defaults_takeTwoObjectsOfThreeMebibytes() throws Exception {
    Client client = serve(ServerLimits.DEFAULT, Version.HTTP_2);

    assertThat(client.validate(sized(8 * KIB * KIB)).statusCode()).isEqualTo(200);
  }

  @Test
  void head_beyondTheLimit_isRefused() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);

    HttpResponse<String> answer = client.send(withLongHead(client));

    assertThat(answer.statusCode()).isEqualTo(431);
    assertThat(answer.body()).startsWith("cannot answer the request: its head must be smaller");
    assertServes(client);
  }

  @Test
  void head_beyondTheLimitInHttp2_endsTheConnection() throws Exception {
    Client client = serve(patient(), Version.HTTP_2);

    assertThatThrownBy(() -> client.send(withLongHead(client))).isInstanceOf(IOException.class);

    assertServes(client);
  }

  private static HttpRequest.Builder withLongHead(Client client) {
    return client.request("/ping").header("X-Long", "x".repeat(9 * KIB));
  }

  @Test
  void requests_thatAreNoHttp_areRefused() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    for (String request :
        List.of(
            "\r\n\r\n\u0000\u0001\r\n\r\n",
            "GET\r\n\r\n",
            "GET /ping HTTP/7.3\r\nHost: a\r\n\r\n",
            "GET /ping HTTP/1.1\r\n\r\n",
            "POST /validate HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
            "POST /validate HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            String.join(
                "\r\n",
                "POST /validate HTTP/1.1",
                "Host: a",
                "Content-Type: application/json",
                "Transfer-Encoding: chunked",
                "",
                "zz",
                ""))) {
      SSLSocket socket = kept(client.connect());
      Client.write(socket, request);
      assertThat(Client.readToEnd(socket))
          .as(request)
          .matches("(?s)HTTP/1.1 (400|426|505) .*")
          .doesNotContain("\tat ", "Exception", "<html>");
    }
    assertServes(client);
  }

  @Test
  void connection_thatSendsNoTls_isClosed() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    try (Socket socket = client.connectPlain()) {
      socket
          .getOutputStream()
          .write("GET /ping HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
          .doesNotContain("pong");
    }
    assertServes(client);
  }

  @Test
  void connection_thatSendsNothing_isClosedAfterTheLimit() throws Exception {
    Client client = serve(limits(16, 2_000, SHORT, LONG, LONG), Version.HTTP_1_1);
    try (Socket withoutTls = client.connectPlain();
        SSLSocket withTls = client.connect()) {
      assertThat(withoutTls.getInputStream().read()).isEqualTo(-1);
      assertThat(Client.readToEnd(withTls)).isEmpty();
    }
    assertServes(client);
  }

  @Test
  void connection_thatDripsItsHead_isClosedAfterTheLimit() throws Exception {
    Client client = serve(limits(16, 2_000, SHORT, LONG, LONG), Version.HTTP_1_1);
    SSLSocket socket = kept(client.connect());
    Client.write(socket, "GET /ping HTTP/1.1\r\nHost: a\r\nX-Drip: ");

    await().atMost(Duration.ofSeconds(60)).until(() -> !Client.drips(socket));

    assertServes(client);
  }

  @Test
  void connection_thatIsIdleAfterARequest_isClosedAfterTheLimit() throws Exception {
    Client client = serve(limits(16, 2_000, LONG, SHORT, LONG), Version.HTTP_1_1);
    SSLSocket socket = kept(client.connect());

    Client.write(socket, "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n");

    assertThat(Client.readToEnd(socket)).contains("pong");
    assertThat(client.get("/ping").body()).isEqualTo("pong\n"); // one, else it may be idle itself
  }

  @Test
  void body_thatDoesNotCome_isGivenUpAfterTheLimit() throws Exception {
    Client client = serve(limits(16, 2_000, LONG, LONG, SHORT), Version.HTTP_1_1);
    SSLSocket socket = kept(client.connect());

    Client.write(socket, head(1_000) + "{");

    assertThat(Client.readToEnd(socket)).startsWith("HTTP/1.1 408").contains("send it faster");
    assertThat(outcomes).containsExactly(Outcome.NOT_SENT);
    assertServes(client);
  }

  @Test
  void body_thatEndsEarly_endsTheRequest() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    try (SSLSocket socket = client.connect()) {
      Client.write(socket, head(1_000) + "{");
    }

    await().atMost(Duration.ofSeconds(60)).until(() -> outcomes.contains(Outcome.NOT_SENT));
    assertServes(client);
  }

  @Test
  void judge_thatTakesTooLong_isInterruptedAndTheRequestDenied() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    Client client =
        serve(
            limits(16, 2_000, LONG, LONG, SHORT),
            Version.HTTP_2,
            request -> {
              Latches.await(never);
              interrupted.countDown();
              return new Verdict.Allowed(List.of());
            });

    HttpResponse<String> answer = client.validate(Reviews.create("good"));

    assertThat(answer.body()).contains("\"allowed\":false", "\"code\":503", "try again");
    assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(outcomes).containsExactly(Outcome.UNDECIDED);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void reviews_moreThanPlaces_areRefusedAtOnce(Version version) throws Exception {
    int places = 4;
    CountDownLatch atWork = new CountDownLatch(places);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger most = new AtomicInteger();
    AtomicInteger now = new AtomicInteger();
    Client client =
        serve(
            limits(places, 2_000, LONG, LONG, LONG),
            version,
            request -> {
              most.accumulateAndGet(now.incrementAndGet(), Math::max);
              atWork.countDown();
              Latches.await(goOn);
              now.decrementAndGet();
              return new Verdict.Allowed(List.of());
            });
    List<CompletableFuture<HttpResponse<String>>> taken = new ArrayList<>();
    for (int i = 0; i < places; i++) {
      taken.add(client.sendAsync(Reviews.create("good")));
    }
    assertThat(atWork.await(60, TimeUnit.SECONDS)).isTrue();

    HttpResponse<String> refused = client.validate(Reviews.create("good"));

    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.headers().firstValue("Retry-After")).contains("1");
    assertThat(refused.body()).contains("try again in a second");
    assertThat(client.get("/healthz").statusCode()).isEqualTo(200);
    goOn.countDown();
    for (CompletableFuture<HttpResponse<String>> one : taken) {
      assertThat(one.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    }
    assertThat(most).hasValue(places);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> client.validate(Reviews.create("good")).statusCode() == 200);
  }

  @Test
  void bodies_moreThanAllTogetherMayBe_areRefused() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    List<SSLSocket> stalled = new ArrayList<>();
    for (int i = 0; i < 4; i++) { // 4 x 64 KiB less a byte each: nothing is left for a fifth
      SSLSocket socket = kept(client.connect());
      Client.write(socket, head(64 * KIB) + sized(64 * KIB - 1));
      stalled.add(socket);
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> client.validate(Reviews.create("good")).statusCode() == 429);
    for (SSLSocket socket : stalled) {
      socket.close();
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> client.validate(Reviews.create("good")).statusCode() == 200);
  }

  @Test
  void connections_500Idle_leaveRoomForAGoodRequest() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    for (int i = 0; i < 500; i++) {
      kept(client.connectPlain());
    }

    assertServes(client);
  }

  @Test
  void connections_moreThanTheLimit_makeRoomByClosingAnIdleOne() throws Exception {
    Client client = serve(limits(16, 20, LONG, LONG, LONG), Version.HTTP_1_1);
    assertServes(client);
    List<Socket> idle = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      idle.add(kept(client.connectPlain()));
    }

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> idle.stream().filter(Client::isClosed).count() >= 20);
    assertServes(client);
  }

  @Test
  void connections_200SlowBodies_leaveRoomForAGoodRequest() throws Exception {
    Client client = serve(patient(), Version.HTTP_1_1);
    for (int i = 0; i < 200; i++) {
      Client.write(kept(client.connect()), head(64 * KIB) + "{");
    }

    assertServes(client);
  }
}
