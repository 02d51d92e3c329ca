package io.flatnet.cni.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyedQueueTest {
  private final ExecutorService executor = Executors.newCachedThreadPool();
  private final KeyedQueue queue = new KeyedQueue(executor);

  @AfterEach
  void stop() {
    executor.shutdownNow();
  }

  @Test
  void run_ofOneKey_keepsTheOrder() throws InterruptedException {
    int count = 20;
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(count);
    executor.execute(
        () ->
            queue.run(
                "a",
                () -> {
                  started.countDown();
                  awaitQuietly(release);
                }));
    started.await();
    for (int i = 0; i < count; i++) {
      int number = i;
      queue.run(
          "a",
          () -> {
            order.add(number);
            done.countDown();
          });
    }
    assertThat(order).isEmpty();

    release.countDown();

    assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
    assertThat(order).isEqualTo(IntStream.range(0, count).boxed().toList());
  }

  @Test
  void run_afterATaskThatThrew_goesOn() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    assertThatThrownBy(
            () ->
                queue.run(
                    "a",
                    () -> {
                      throw new IllegalStateException("broken");
                    }))
        .isInstanceOf(IllegalStateException.class);

    queue.run("a", done::countDown);

    assertThat(done.await(1, TimeUnit.MINUTES)).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await(2, TimeUnit.MINUTES);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void run_ofDifferentKeys_isParallel() throws InterruptedException {
    CountDownLatch both = new CountDownLatch(2);
    for (String key : List.of("a", "b")) {
      executor.execute(
          () ->
              queue.run(
                  key,
                  () -> {
                    both.countDown();
                    awaitQuietly(both);
                  }));
    }

    assertThat(both.await(1, TimeUnit.MINUTES)).isTrue();
  }
}
