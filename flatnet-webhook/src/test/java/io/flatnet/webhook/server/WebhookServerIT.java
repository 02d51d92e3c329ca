package io.flatnet.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.flatnet.webhook.Verdict;
import io.flatnet.webhook.certificate.TlsIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Shows every path of the server over real TLS on loopback. */
class WebhookServerIT {
  private static final TestAuthority AUTHORITY = new TestAuthority();
  private static final TlsIdentity IDENTITY = AUTHORITY.issue("webhook");

  private static final String PING = "GET /ping HTTP/1.1\r\nHost: a\r\n\r\n";

  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final Counting observer = new Counting();
  private final WebhookServer server;

  WebhookServerIT() throws IOException {
    server = started(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
  }

  /** Keeps what it is told. */
  private static final class Counting implements WebhookObserver {
    final AtomicInteger begun = new AtomicInteger();
    final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    @Override
    public void begun() {
      begun.incrementAndGet();
    }

    @Override
    public void ended(Outcome outcome, long nanos) {
      assertThat(nanos).isPositive();
      outcomes.add(outcome);
    }
  }

  private WebhookServer started(InetSocketAddress address) throws IOException {
    return WebhookServer.builder(Reviews::byName, new TlsIdentities(IDENTITY))
        .address(address)
        .hostname("replica-1")
        .ready(ready::get)
        .observer(observer)
        .start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Client client(Version version) {
    return new Client(AUTHORITY.client(), server.port(), version);
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void paths_inEachVersionOfHttp_answer(Version version) throws Exception {
    try (Client client = client(version)) {
      assertThat(client.get("/ping").body()).isEqualTo("pong\n");
      assertThat(client.get("/hostname").body()).isEqualTo("replica-1\n");
      assertThat(client.get("/healthz").body()).isEqualTo("ok\n");
      assertThat(client.get("/readyz").body()).isEqualTo("ok\n");
      HttpResponse<String> review = client.validate(Reviews.create("good"));
      assertThat(review.version()).isEqualTo(version);
      assertThat(review.headers().firstValue("Content-Type")).contains("application/json");
      assertThat(response(review).get("uid").getAsString()).isEqualTo("u-good");
      assertThat(response(review).get("allowed").getAsBoolean()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void validate_whenDenied_saysWhy(Version version) throws Exception {
    try (Client client = client(version)) {
      JsonObject response = response(client.validate(Reviews.create("bad")));
      assertThat(response.get("allowed").getAsBoolean()).isFalse();
      assertThat(response.getAsJsonObject("status").get("message").getAsString())
          .contains("metadata.name must not be");
    }
    assertThat(observer.outcomes).containsExactly(WebhookObserver.Outcome.DENIED);
    assertThat(observer.begun).hasValue(1);
  }

  @Test
  void validate_whenNotReady_deniesAndAsksToTryAgain() throws Exception {
    ready.set(false);
    try (Client client = client(Version.HTTP_2)) {
      assertThat(client.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(client.get("/healthz").statusCode()).isEqualTo(200);
      JsonObject response = response(client.validate(Reviews.create("good")));
      assertThat(response.get("allowed").getAsBoolean()).isFalse();
      assertThat(response.getAsJsonObject("status").get("code").getAsInt()).isEqualTo(503);
      assertThat(response.getAsJsonObject("status").get("message").getAsString())
          .contains("try again");
      ready.set(true);
      assertThat(client.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(response(client.validate(Reviews.create("good"))).get("allowed").getAsBoolean())
          .isTrue();
    }
  }

  @Test
  void validate_whenHeadIsWrong_answersASentence() throws Exception {
    try (Client client = client(Version.HTTP_1_1)) {
      assertSentence(client.get("/validate"), 405, "use POST");
      assertSentence(client.get("/else"), 404, "/validate, /ping");
      assertSentence(
          client.send(client.request("/ping").POST(HttpRequest.BodyPublishers.ofString("x"))),
          405,
          "use GET");
      HttpRequest.Builder untyped =
          client.request("/validate").POST(HttpRequest.BodyPublishers.ofString("{}"));
      assertSentence(client.send(untyped), 415, "Content-Type must be application/json, got none");
      assertSentence(
          client.send(untyped.header("Content-Type", "text/plain")), 415, "got \"text/plain\"");
      assertSentence(
          client.send(client.review("{}").header("Content-Encoding", "gzip")), 415, "got \"gzip\"");
      assertSentence(client.validate("{"), 400, "cannot read the admission review");
      HttpRequest.Builder charset =
          client
              .request("/validate")
              .header("Content-Type", "Application/JSON; charset=utf-8")
              .POST(HttpRequest.BodyPublishers.ofString(Reviews.create("good")));
      assertThat(client.send(charset).statusCode()).isEqualTo(200);
    }
    assertThat(observer.outcomes).contains(WebhookObserver.Outcome.UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void handshake_inEachVersionOfTls_succeeds(String version) throws Exception {
    try (Client client = client(Version.HTTP_1_1);
        SSLSocket socket = client.connect(version)) {
      assertThat(socket.getSession().getProtocol()).isEqualTo(version);
    }
  }

  @Test
  void handshake_inTlsBefore12_fails() {
    try (Client client = client(Version.HTTP_1_1)) {
      assertThatThrownBy(() -> client.connect("TLSv1.1")).isInstanceOf(IOException.class);
    }
  }

  @Test
  void start_whenPortIsTaken_saysWhichOne() {
    assertThatThrownBy(
            () -> started(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port())))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("cannot serve the webhook on")
        .hasMessageContaining(String.valueOf(server.port()));
  }

  @Test
  void close_whenAReviewIsAtWork_letsItEnd() throws Exception {
    CountDownLatch judging = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    WebhookServer slow = slow(judging, goOn);
    int port = slow.port();
    try (Client client = new Client(AUTHORITY.client(), port, Version.HTTP_1_1)) {
      CompletableFuture<HttpResponse<String>> review = client.sendAsync(Reviews.create("good"));
      assertThat(judging.await(60, TimeUnit.SECONDS)).isTrue();
      Thread closing = Thread.ofPlatform().start(slow::close);
      goOn.countDown();
      assertThat(review.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      closing.join(60_000);
      assertThat(closing.isAlive()).isFalse();
      assertThatThrownBy(client::connect).isInstanceOf(IOException.class);
    }
  }

  @Test
  void leave_endsConnectionsAndServesOn() throws Exception {
    try (Client client = client(Version.HTTP_1_1);
        SSLSocket before = client.connect()) {
      Client.write(before, PING);
      assertThat(Client.readUntil(before, "pong\n")).doesNotContain("Connection: close");

      server.leave();

      Client.write(before, PING);
      assertThat(Client.readToEnd(before)).contains("Connection: close", "pong\n");
      HttpResponse<String> review = client.validate(Reviews.create("good"));
      assertThat(response(review).get("allowed").getAsBoolean()).isTrue();
      assertThat(review.headers().firstValue("Connection")).contains("close");
    }
  }

  @Test
  void close_whenClientsDoNotKnow_answersOnTheirOpenConnections() throws Exception {
    CountDownLatch judging = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    WebhookServer slow = slow(judging, goOn);
    List<SSLSocket> open = new ArrayList<>();
    try (Client client = new Client(AUTHORITY.client(), slow.port(), Version.HTTP_1_1)) {
      for (int i = 0; i < 20; i++) {
        SSLSocket socket = client.connect();
        open.add(socket);
        Client.write(socket, PING);
        assertThat(Client.readUntil(socket, "pong\n")).contains("200 OK");
      }
      CompletableFuture<HttpResponse<String>> review = client.sendAsync(Reviews.create("good"));
      assertThat(judging.await(60, TimeUnit.SECONDS)).isTrue();
      slow.leave();
      Thread closing = Thread.ofPlatform().start(slow::close);
      for (SSLSocket socket : open) {
        TimeUnit.MILLISECONDS.sleep(20); // most of them when the server is about to end
        assertThat(lastAnswer(socket)).matches("(?s)|HTTP/1.1 200 .*pong\n");
      }
      goOn.countDown();
      assertThat(review.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      closing.join(60_000);
      assertThat(closing.isAlive()).isFalse();
    } finally {
      for (SSLSocket socket : open) {
        socket.close();
      }
    }
  }

  /** Empty when the server has closed it as idle, on which clients connect anew. */
  private static String lastAnswer(SSLSocket socket) {
    try {
      Client.write(socket, PING);
      return Client.readToEnd(socket);
    } catch (IOException e) {
      return "";
    }
  }

  /** A server whose judge waits. */
  private static WebhookServer slow(CountDownLatch judging, CountDownLatch goOn)
      throws IOException {
    return WebhookServer.builder(
            request -> {
              judging.countDown();
              Latches.await(goOn);
              return new Verdict.Allowed(List.of());
            },
            new TlsIdentities(IDENTITY))
        .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .start();
  }

  private static void assertSentence(HttpResponse<String> answer, int status, String part) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).startsWith("cannot ").contains(part).doesNotContain("\tat ");
  }

  private static JsonObject response(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(200);
    return JsonParser.parseString(answer.body()).getAsJsonObject().getAsJsonObject("response");
  }
}
