package io.flatnet.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.store.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class NamespaceGateTest {
  private static final int LIMIT_SECONDS = 30;

  private final List<ObjectKey> again = new ArrayList<>();
  private final List<ObjectKey> worked = new ArrayList<>();
  private final NamespaceGate gate = new NamespaceGate(1, again::add);

  private static ObjectKey key(String namespace, String name) {
    return new ObjectKey(namespace, name);
  }

  private Verdict work(ObjectKey key) {
    worked.add(key);
    return Verdict.retry("r");
  }

  @Test
  void pass_whenNamespaceIsFull_parksAndGivesBackOnce() {
    Function<ObjectKey, Verdict> outer =
        _ -> {
          assertThat(gate.pass(key("a", "2"), this::work)).isEqualTo(Verdict.done());
          assertThat(gate.pass(key("a", "2"), this::work)).isEqualTo(Verdict.done());
          assertThat(gate.pass(key("b", "1"), this::work)).isEqualTo(Verdict.retry("r"));
          return Verdict.done();
        };

    gate.pass(key("a", "1"), outer);

    assertThat(worked).containsExactly(key("b", "1"));
    assertThat(again).containsExactly(key("a", "2"));
    assertThat(gate.pass(key("a", "2"), this::work)).isEqualTo(Verdict.retry("r"));
  }

  @Test
  void pass_whenWorkThrows_letsTheNextIn() {
    try {
      gate.pass(
          key("a", "1"),
          _ -> {
            throw new IllegalStateException("broken");
          });
    } catch (IllegalStateException _) {
      assertThat(gate.pass(key("a", "2"), this::work)).isEqualTo(Verdict.retry("r"));
    }
    assertThat(worked).hasSize(1);
  }

  @Test
  @Timeout(LIMIT_SECONDS)
  void pass_whenOneNamespaceIsSlow_delaysNobodyElse() throws InterruptedException {
    CountDownLatch slow = new CountDownLatch(1);
    CountDownLatch others = new CountDownLatch(3);
    CountDownLatch all = new CountDownLatch(8);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      List<WorkQueue<ObjectKey>> queues = new ArrayList<>();
      NamespaceGate two = new NamespaceGate(2, key -> queues.getFirst().add(key));
      Function<ObjectKey, Verdict> work =
          key -> {
            boolean isSlow = key.namespace().equals("slow");
            if (isSlow) {
              await(slow);
            }
            all.countDown();
            if (!isSlow) {
              others.countDown(); // last: who waits for these looks at all
            }
            return Verdict.done();
          };
      queues.add(new WorkQueue<>("q", 3, executor, timer, key -> two.pass(key, work)));
      for (int i = 0; i < 5; i++) {
        queues.getFirst().add(key("slow", "s" + i));
      }
      for (int i = 0; i < 3; i++) {
        queues.getFirst().add(key("quick", "q" + i));
      }

      assertThat(others.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(all.getCount()).isEqualTo(5);
      slow.countDown();
      assertThat(all.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
