package io.flatnet.cni.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.flatnet.cni.Cancellation;
import io.flatnet.cni.Claim;
import io.flatnet.cni.Claims;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PodReference;
import io.flatnet.ipam.MacAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of each request of an ADD when its answer is none that it hopes for: a script of
 * answers over HTTP, since no real API server fails on demand.
 */
class ApiFaultsIT {
  private static final MacAddress MAC = MacAddress.parse("02:00:00:00:07:0a");
  private static final PodReference POD = new PodReference("default", "pod", "");
  private static final Claim CLAIM = Claims.of("pod", "10.7.0.10");
  private static final Duration BRIEF = Duration.ofSeconds(2);

  /** An answer; one without a body breaks the connection in the middle. */
  private record Answer(int status, String body) {}

  private final Queue<Answer> script = new ConcurrentLinkedQueue<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private ClusterAddressSource source;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    source = ClusterAddressSource.of(new ClusterAccess(uri, null, true, null, null, "token", null));
  }

  @AfterEach
  void stop() {
    source.close();
    server.stop(0);
    threads.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      asked.add(exchange.getRequestMethod());
      Answer answer = script.poll();
      if (answer == null || answer.body().isEmpty()) {
        return; // closed without an answer
      }
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private void refuse(int status) {
    script.add(
        new Answer(
            status,
            "{\"kind\":\"Status\",\"code\":%d,\"message\":\"for the test\"}".formatted(status)));
  }

  private void give(Claim claim) {
    script.add(new Answer(200, object(claim)));
  }

  private static String object(Claim claim) {
    return """
        {"metadata":{"namespace":"%s","name":"%s","uid":"%s","resourceVersion":"%s"},
         "spec":{"subnet":"%s","podId":"%s"},"status":{"phase":"%s","addr":"%s","mac":"%s"}}
        """
        .formatted(
            claim.namespace(),
            claim.name(),
            claim.uid(),
            claim.resourceVersion(),
            claim.subnet(),
            claim.podId(),
            claim.phase().wire(),
            claim.address(),
            claim.mac());
  }

  private CniFailure findFails() {
    return catchThrowableOfType(CniFailure.class, () -> source.find(POD));
  }

  @ParameterizedTest
  @ValueSource(ints = {409, 410, 429, 500, 503, 504})
  void find_whenRefused_isToBeTriedAgainAndNamesTheAnswer(int status) {
    refuse(status);

    CniFailure failure = findFails();

    assertThat(failure.code()).isEqualTo(11);
    assertThat(failure).hasMessageContaining("answered " + status + ": for the test");
    assertThat(asked).containsExactly("GET");
  }

  @Test
  void find_whenTheAnswerIsNoJsonOrNone_isToBeTriedAgain() {
    script.add(new Answer(200, "<html>a proxy</html>"));
    assertThat(findFails()).hasMessageContaining("answered no JSON");
    script.add(new Answer(200, ""));
    assertThat(findFails()).hasMessageContaining("cannot reach the API server");
  }

  @ParameterizedTest
  @ValueSource(ints = {410, 500, 503})
  void activate_whenRefused_isToBeTriedAgain(int status) {
    refuse(status);

    CniFailure failure = catchThrowableOfType(CniFailure.class, () -> source.activate(CLAIM, MAC));

    assertThat(failure.code()).isEqualTo(11);
    assertThat(failure).hasMessageContaining("answered " + status);
    assertThat(asked).containsExactly("PATCH");
  }

  @Test
  void activate_whenSomebodyWroteMeanwhile_readsAndWritesAgain() throws Exception {
    refuse(409);
    give(CLAIM);
    give(Claims.with(CLAIM, io.flatnet.api.Phase.ACTIVE, MAC.toString()));

    assertThat(source.activate(CLAIM, MAC).phase()).isEqualTo(io.flatnet.api.Phase.ACTIVE);
    assertThat(asked).containsExactly("PATCH", "GET", "PATCH");
  }

  @Test
  void activate_whenItConflictsForEver_ends() {
    for (int attempt = 0; attempt < 5; attempt++) {
      refuse(409);
      give(CLAIM);
    }

    CniFailure failure = catchThrowableOfType(CniFailure.class, () -> source.activate(CLAIM, MAC));

    assertThat(failure.code()).isEqualTo(11);
    assertThat(failure).hasMessageContaining("changed or went");
    assertThat(asked).hasSize(10);
  }

  @Test
  void await_whenTheWatchIsTooOld_listsAgain() throws Exception {
    String list = "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[%s]}";
    script.add(new Answer(200, list.formatted(object(Claims.pending("pod")))));
    script.add(
        new Answer(200, "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}\n"));
    script.add(new Answer(200, list.formatted(object(CLAIM))));

    Optional<Claim> found = source.await(POD, Claim::hasAddress, BRIEF, Cancellation.unwatched());

    assertThat(found.orElseThrow().address()).isEqualTo("10.7.0.10");
    assertThat(asked).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {410, 500})
  void await_whenTheWatchIsRefused_saysWhy(int status) {
    script.add(new Answer(200, "{\"metadata\":{\"resourceVersion\":\"7\"},\"items\":[]}"));
    refuse(status);

    CniFailure failure =
        catchThrowableOfType(
            CniFailure.class,
            () -> source.await(POD, Claim::hasAddress, BRIEF, Cancellation.unwatched()));

    assertThat(failure.code()).isEqualTo(11);
    assertThat(failure).hasMessageContaining("answered " + status);
  }
}
