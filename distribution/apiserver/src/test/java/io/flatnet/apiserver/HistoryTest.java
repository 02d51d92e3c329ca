package io.flatnet.apiserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HistoryTest {
  private final History history = new History(3, 10);

  private void append(long... revisions) {
    for (long revision : revisions) {
      history.append(
          new Change(
              revision, null, new StoredObject(BuiltInTypes.PODS, Json.object(), revision), false));
    }
  }

  private List<Long> after(long revision) throws InterruptedException {
    return history.after(revision, Duration.ZERO, () -> false).stream()
        .map(Change::revision)
        .toList();
  }

  @Test
  void after_whenChangesAreRemembered_givesThemInOrder() throws InterruptedException {
    append(11, 15, 17);

    assertThat(after(10)).containsExactly(11L, 15L, 17L);
    assertThat(after(12)).containsExactly(15L, 17L);
    assertThat(after(17)).isEmpty();
  }

  @Test
  void after_whenChangesAreForgotten_expires() throws InterruptedException {
    append(11, 15, 17, 18);

    assertThat(after(11)).containsExactly(15L, 17L, 18L);
    assertThatThrownBy(() -> after(10))
        .isInstanceOfSatisfying(
            ApiFailure.class, failure -> assertThat(failure.code()).isEqualTo(410));
  }

  @Test
  void after_whenRevisionIsBeforeTheStart_expires() {
    assertThatThrownBy(() -> after(9)).isInstanceOf(ApiFailure.class);
  }

  @Test
  void after_whenItWaits_endsWithTheChange()
      throws InterruptedException, ExecutionException, TimeoutException {
    CompletableFuture<List<Change>> waiting = waiting(new AtomicBoolean());

    append(11);

    assertThat(waiting.get(1, TimeUnit.MINUTES)).hasSize(1);
  }

  @Test
  void after_whenStoppedOrClosed_endsWithNothing()
      throws InterruptedException, ExecutionException, TimeoutException {
    AtomicBoolean stopped = new AtomicBoolean();
    CompletableFuture<List<Change>> first = waiting(stopped);
    stopped.set(true);
    history.wake();
    assertThat(first.get(1, TimeUnit.MINUTES)).isEmpty();

    CompletableFuture<List<Change>> second = waiting(new AtomicBoolean());
    history.close();
    assertThat(second.get(1, TimeUnit.MINUTES)).isEmpty();
  }

  private CompletableFuture<List<Change>> waiting(AtomicBoolean stopped) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return history.after(10, Duration.ofMinutes(1), stopped::get);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
          }
        },
        Thread::startVirtualThread);
  }
}
