package io.flatnet.controllers.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.flatnet.controllers.store.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WorkQueueTest {
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @AfterEach
  void stop() {
    timer.shutdownNow();
    executor.shutdownNow();
  }

  private WorkQueue<String> queue(int workers, Function<String, Verdict> work) {
    return new WorkQueue<>("test", workers, executor, timer, work);
  }

  private static void awaitOpen(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void add_whenKeyWaitsAlready_worksOnItOnce() {
    CountDownLatch gate = new CountDownLatch(1);
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    WorkQueue<String> queue =
        queue(
            1,
            key -> {
              awaitOpen(gate);
              done.add(key);
              return Verdict.done();
            });
    queue.add("first");
    queue.add("a");
    queue.add("a");
    gate.countDown();

    await().until(queue::isIdle);
    assertThat(done).containsExactly("first", "a");
  }

  @Test
  void add_whenKeyIsWorkedOn_worksOnItAgainAndNeverTwiceAtOnce() {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    WorkQueue<String> queue =
        queue(
            4,
            key -> {
              most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
              started.countDown();
              awaitOpen(gate);
              runs.incrementAndGet();
              atOnce.decrementAndGet();
              return Verdict.done();
            });
    queue.add("a");
    awaitOpen(started);
    queue.add("a");
    queue.add("a");
    gate.countDown();

    await().until(queue::isIdle);
    assertThat(runs).hasValue(2);
    assertThat(most).hasValue(1);
  }

  @Test
  void retry_whenOneKeyFails_growsItsDelaysAndDelaysNoOther() {
    Map<String, List<Long>> times = new ConcurrentHashMap<>();
    WorkQueue<String> queue =
        queue(
            1,
            key -> {
              List<Long> runs =
                  times.computeIfAbsent(key, k -> Collections.synchronizedList(new ArrayList<>()));
              runs.add(System.nanoTime());
              return key.equals("bad") && runs.size() < 4
                  ? Verdict.retry("still bad")
                  : Verdict.done();
            });
    queue.add("bad");
    queue.add("good");

    await().until(() -> times.containsKey("good"));
    await().until(() -> times.getOrDefault("bad", List.of()).size() == 4);
    List<Long> bad = List.copyOf(times.getOrDefault("bad", List.of()));
    assertThat(Duration.ofNanos(bad.get(1) - bad.get(0)))
        .isGreaterThanOrEqualTo(Duration.ofMillis(50));
    assertThat(Duration.ofNanos(bad.get(3) - bad.get(2)))
        .isGreaterThanOrEqualTo(Duration.ofMillis(200));
    await().until(() -> queue.size() == 0);
  }

  @Test
  void after_whenAskedForEarlier_comesEarlierAndOnce() {
    AtomicInteger runs = new AtomicInteger();
    WorkQueue<String> queue =
        queue(
            1,
            key -> {
              runs.incrementAndGet();
              return Verdict.done();
            });
    queue.addAfter("a", Duration.ofHours(1));
    queue.addAfter("a", Duration.ofMillis(1));

    await().until(() -> runs.get() == 1);
    assertThat(queue.size()).isZero();
  }

  @Test
  void retry_whenItSucceedsOnce_beginsWithShortDelaysAgain() {
    List<Long> runs = Collections.synchronizedList(new ArrayList<>());
    WorkQueue<String> queue =
        queue(
            1,
            key -> {
              runs.add(System.nanoTime());
              return switch (runs.size()) {
                // After 50, 100, 200, 400, 800 ms, and after 50 ms again.
                case 1, 2, 3, 4, 5, 7 -> Verdict.retry("not yet");
                case 6 -> Verdict.after(Duration.ofMillis(1));
                default -> Verdict.done();
              };
            });
    queue.add("a");

    await().until(() -> runs.size() == 8);
    assertThat(Duration.ofNanos(runs.get(5) - runs.get(4))).isGreaterThan(Duration.ofMillis(800));
    assertThat(Duration.ofNanos(runs.get(7) - runs.get(6))) // 1,600 ms if it went on
        .isLessThan(Duration.ofMillis(1_600));
  }

  @Test
  void refused_whenManyKeysAreForbidden_logsOnceTriesSlowlyAndOthersGoOn() {
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    Logger logger = (Logger) LoggerFactory.getLogger(WorkQueue.class);
    logger.addAppender(logged);
    AtomicInteger refused = new AtomicInteger();
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    WorkQueue<String> queue =
        queue(
            1,
            key -> {
              if (key.startsWith("bad")) {
                refused.incrementAndGet();
                return Verdict.failed(new Outcome.Forbidden<>("patch", "pods", "no " + key));
              }
              done.add(key);
              return Verdict.done();
            });
    try {
      for (int i = 0; i < 20; i++) {
        queue.add("bad-" + i);
      }
      queue.add("good");

      await().until(() -> done.contains("good") && refused.get() == 20);
    } finally {
      logger.detachAppender(logged);
    }
    assertThat(logged.list)
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getFormattedMessage())
                    .contains("\"patch\"", "\"pods\"", "every 30s"));
    assertThat(queue.size()).isEqualTo(20); // all come back, by the timer
    assertThat(queue.isIdle()).isTrue();
  }

  @Test
  void failed_whenNotForbidden_isARetryWithTheReason() {
    assertThat(Verdict.failed(new Outcome.Conflict<>("written meanwhile")))
        .isEqualTo(Verdict.retry("written meanwhile"));
  }

  @Test
  void work_whenItThrows_isTriedAgain() {
    AtomicInteger runs = new AtomicInteger();
    WorkQueue<String> queue =
        queue(
            1,
            key -> {
              if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("a bug");
              }
              return Verdict.done();
            });
    queue.add("a");

    await().until(() -> runs.get() == 2);
  }

  @Test
  void close_whenKeysWait_dropsThem() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch gate = new CountDownLatch(1);
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    WorkQueue<String> queue =
        queue(
            1,
            key -> {
              started.countDown();
              awaitOpen(gate);
              done.add(key);
              return Verdict.retry("never comes back");
            });
    queue.add("a");
    awaitOpen(started);
    queue.add("b");
    queue.close();
    gate.countDown();
    queue.add("c");

    assertThat(queue.awaitIdle(Duration.ofSeconds(10))).isTrue();
    assertThat(done).containsExactly("a");
    assertThat(queue.size()).isZero();
  }
}
