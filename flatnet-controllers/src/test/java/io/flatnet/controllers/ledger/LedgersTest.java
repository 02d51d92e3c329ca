package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.SubnetValues;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgersTest {
  private final World world = new World("10.0.0.0/24");
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final List<Integer> grants = new CopyOnWriteArrayList<>();
  private final Ledgers ledgers =
      new Ledgers(
          new LedgerContext(
              world.admin,
              subnet -> Assessment.valid(SubnetValues.draft(subnet).toRules(Map.of())),
              ip -> Optional.empty(),
              new LedgerListener() {
                @Override
                public void committed(String subnet, int count) {
                  grants.add(count);
                }
              },
              Runnable::run,
              now::get,
              () -> 0),
          1,
          Runnable::run,
          timer);

  @AfterEach
  void stop() {
    ledgers.close();
    timer.shutdownNow();
  }

  private void submit(String name) {
    world.create(name);
    ledgers.submit(world.find(name).orElseThrow());
  }

  @Test
  void submit_whenNoBatchRanLately_isWrittenAtOnce() {
    submit("a");

    assertThat(grants).containsExactly(1);
  }

  @Test
  void submit_whenABatchJustEnded_sharesTheNextWriteWithWhatComesInTheRest() {
    submit("a");
    submit("b");
    submit("c");
    assertThat(grants).containsExactly(1);

    now.set(Instant.EPOCH.plus(Ledgers.REST));

    await().untilAsserted(() -> assertThat(grants).containsExactly(1, 2));
  }
}
