package io.flatnet.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.TestSubnets;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.openapi.ApiClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is known of old pods while the old resources cannot be read, before a server of answers. */
class OldSystemTest {
  private static final String GROUP = "/apis/macvlan.cluster.cattle.io/v1";
  private static final String SUBNETS = GROUP + "/macvlansubnets";
  private static final String ADDRESSES = GROUP + "/macvlanips";
  private static final String[] BOTH = {
    "macvlansubnets.macvlan.cluster.cattle.io", "macvlanips.macvlan.cluster.cattle.io"
  };
  private static final Answer FORBIDDEN = new Answer(403, "no");
  private static final Answer RESOURCES =
      new Answer(200, "{'resources': [{'name': 'macvlansubnets'}, {'name': 'macvlanips'}]}");
  private static final Answer SUBNET_LIST =
      list(
          "Subnet",
          "'metadata': {'namespace': 'kube-system', 'name': 'a'},"
              + " 'spec': {'master': 'eth0', 'vlan': 0}");
  private static final Answer ADDRESS_LIST =
      list(
          "IP",
          "'metadata': {'namespace': 'n', 'name': 'p'},"
              + " 'spec': {'subnet': 'a', 'cidr': '10.0.0.5/24'}");

  private record Answer(int code, String body) {}

  private static Answer list(String kind, String object) {
    String type = "'apiVersion': 'macvlan.cluster.cattle.io/v1', 'kind': 'Macvlan" + kind;
    return new Answer(
        200,
        "{%sList', 'metadata': {'resourceVersion': '7'}, 'items': [{%s', %s}]}"
            .formatted(type, type, object));
  }

  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final Logger logger = (Logger) LoggerFactory.getLogger(OldSystem.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  private final OldSystem old =
      new OldSystem(
          new ApiCalls(
              new ApiClient()
                  .setBasePath("http://nowhere.invalid")
                  .setHttpClient(new OkHttpClient.Builder().addInterceptor(this::answer).build()),
              Duration.ofSeconds(5)),
          workers,
          timer);

  @BeforeEach
  void begin() {
    logged.start();
    logger.addAppender(logged);
  }

  @AfterEach
  void end() {
    old.close();
    timer.shutdownNow();
    workers.shutdownNow();
    logger.detachAppender(logged);
  }

  private Response answer(Interceptor.Chain chain) {
    String path = chain.request().url().encodedPath();
    boolean isWatch = chain.request().url().queryParameter("watch") != null;
    Answer answer = answers.getOrDefault(path, FORBIDDEN);
    if (!isWatch) {
      asked.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet();
    }
    boolean isGoodWatch = isWatch && answer.code == 200; // it ends at once, so that lists follow
    return new Response.Builder()
        .request(chain.request())
        .protocol(Protocol.HTTP_1_1)
        .code(answer.code)
        .message("-")
        .body(
            ResponseBody.create(
                isGoodWatch ? "" : answer.body.replace('\'', '"'),
                MediaType.get("application/json")))
        .build();
  }

  /** Waits until a path was asked for so many times more. */
  private void awaitAsked(String path, int times) {
    AtomicInteger count = asked.computeIfAbsent(path, any -> new AtomicInteger());
    int before = count.get();
    await().until(() -> count.get() >= before + times);
  }

  private RangeSet inUse() {
    return old.addresses().inUse(TestSubnets.of("10.0.0.0/24"));
  }

  private List<String> warnings() {
    return List.copyOf(logged.list).stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void missing_whileNobodySaysWhatThereIs_isBothAndTheLogSaysWhyOnce() {
    old.start();
    awaitAsked(GROUP, 3);
    assertThat(old.missing()).containsExactly(BOTH);
    assertThat(warnings())
        .containsExactly(
            "cannot get "
                + GROUP
                + ": the server answered 403; no address is given until it is known whether pods of"
                + " the old system have any; trying again");

    for (String nonsense : List.of("<html>", "[]", "{'resources': [{'name': null}]}")) {
      answers.put(GROUP, new Answer(200, nonsense));
      awaitAsked(GROUP, 2);
      assertThat(old.missing()).as(nonsense).containsExactly(BOTH);
    }

    answers.put(GROUP, new Answer(404, "no such group"));
    await().until(() -> old.missing().findAny().isEmpty());
    assertThat(inUse().isEmpty()).isTrue();
  }

  @Test
  void missing_whileListsAreRefusedOrFail_isWhatIsNotListedAndWhatWasListedStaysInUse() {
    answers.put(GROUP, RESOURCES);
    old.start();
    awaitAsked(ADDRESSES, 2);
    assertThat(old.missing()).containsExactly(BOTH);

    answers.put(SUBNETS, SUBNET_LIST);
    await().until(() -> old.missing().toList().equals(List.of(BOTH[1])));
    for (Answer bad : List.of(new Answer(500, "no"), new Answer(200, "<html>"))) {
      answers.put(ADDRESSES, bad);
      awaitAsked(ADDRESSES, 1);
      assertThat(old.missing()).containsExactly(BOTH[1]);
    }

    answers.put(ADDRESSES, ADDRESS_LIST);
    await().until(() -> old.missing().findAny().isEmpty());
    RangeSet five = RangeSet.empty().with(IpAddress.parse("10.0.0.5"));
    assertThat(inUse()).isEqualTo(five);

    answers.put(SUBNETS, FORBIDDEN);
    answers.put(ADDRESSES, FORBIDDEN);
    awaitAsked(ADDRESSES, 2);
    assertThat(inUse()).isEqualTo(five);
    assertThat(old.missing()).isEmpty();
    assertThat(old.dead()).isEmpty();
  }
}
