package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.queue.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentionTest {
  private Instant now = Instant.EPOCH;
  private final Contention contention = new Contention(() -> now, () -> 0.5);

  private List<Long> met(int times) {
    List<Long> millis = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      assertThat(contention.met())
          .isInstanceOfSatisfying(
              Verdict.After.class, after -> millis.add(after.delay().toMillis()));
    }
    return millis;
  }

  @Test
  void met_whenAgainAndAgain_pausesLongerAndLongerUpToAnEnd() {
    assertThat(met(15))
        .containsExactly(
            0L, 0L, 0L, 0L, 0L, 50L, 100L, 200L, 400L, 800L, 1600L, 3200L, 6400L, 6400L, 6400L);
  }

  @Test
  void met_whenAllWasDoneMeanwhile_triesAtOnceAgain() {
    met(8);

    contention.over();

    assertThat(met(5)).containsOnly(0L);
  }

  @Test
  void left_whenTimePasses_isWhatIsLeftOfThePause() {
    met(6);
    now = now.plusMillis(20);
    assertThat(contention.left()).isEqualTo(Duration.ofMillis(30));

    now = now.plusMillis(30);
    assertThat(contention.left()).isZero();
  }

  @Test
  void left_whenTheClockIsSetBack_isNothing() {
    met(6);

    now = now.minusSeconds(3600);

    assertThat(contention.left()).isZero();
  }
}
