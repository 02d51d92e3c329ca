package io.flatnet.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.flatnet.webhook.Verdict;
import io.flatnet.webhook.server.WebhookObserver.Outcome;
import java.io.IOException;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shows that each limit of a request holds, and that a good request is answered all the while. */
class WebhookLimitsIT extends LimitedServers {
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

  @ParameterizedTest
  @EnumSource(names = {"HTTP_1_1", "HTTP_2"})
  void head_beyondTheLimit_isRefused(Version version) throws Exception {
    Client client = serve(patient(), version);

    HttpResponse<String> answer = client.send(withLongHead(client, 9));

    assertThat(answer.statusCode()).isEqualTo(431);
    assertThat(answer.body()).startsWith("cannot answer the request: its head must be smaller");
    assertServes(client);
  }

  @Test
  void head_farBeyondTheLimitInHttp2_endsTheConnection() throws Exception {
    Client client = serve(patient(), Version.HTTP_2);

    assertThatThrownBy(() -> client.send(withLongHead(client, 50))).isInstanceOf(IOException.class);

    assertServes(client);
  }

  private static HttpRequest.Builder withLongHead(Client client, int kib) {
    return client.request("/ping").header("X-Long", "x".repeat(kib * KIB));
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

    await().until(() -> outcomes.contains(Outcome.NOT_SENT));
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

  @Test
  void judge_thatIgnoresItsInterrupt_isAnsweredForAndKeepsItsPlace() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Client client =
        serve(
            limits(1, 2_000, LONG, LONG, SHORT),
            Version.HTTP_1_1,
            request -> {
              Latches.awaitStubbornly(goOn);
              return new Verdict.Allowed(List.of());
            });

    HttpResponse<String> answer = client.validate(Reviews.create("good"));

    assertThat(answer.body()).contains("\"allowed\":false", "\"code\":503", "\"uid\":\"u-good\"");
    assertThat(client.validate(Reviews.create("good")).statusCode()).isEqualTo(429);
    goOn.countDown();
    await().until(() -> client.validate(Reviews.create("good")).statusCode() == 200);
    assertThat(outcomes.getFirst()).isEqualTo(Outcome.UNDECIDED);
    assertThat(outcomes.get(1)).isEqualTo(Outcome.BUSY);
    assertThat(outcomes.getLast()).isEqualTo(Outcome.ALLOWED);
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
    await().until(() -> client.validate(Reviews.create("good")).statusCode() == 200);
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

    await().until(() -> client.validate(Reviews.create("good")).statusCode() == 429);
    for (SSLSocket socket : stalled) {
      socket.close();
    }

    await().until(() -> client.validate(Reviews.create("good")).statusCode() == 200);
  }
}
