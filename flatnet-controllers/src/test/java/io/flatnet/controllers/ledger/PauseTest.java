package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PauseTest {
  private static final Duration LENGTH = Duration.ofMillis(50);

  private Instant now = Instant.EPOCH;
  private final Pause pause = new Pause(() -> now);

  @Test
  void left_whenNoneBegan_isNothing() {
    assertThat(pause.left()).isZero();
  }

  @Test
  void left_whenTimePasses_isWhatIsLeft() {
    pause.begin(LENGTH);
    assertThat(pause.left()).isEqualTo(LENGTH);

    now = now.plusMillis(20);
    assertThat(pause.left()).isEqualTo(Duration.ofMillis(30));

    now = now.plusMillis(30);
    assertThat(pause.left()).isZero();
  }

  @Test
  void left_whenTheClockIsSetBack_isNothing() {
    pause.begin(LENGTH);

    now = now.minusMillis(1);

    assertThat(pause.left()).isZero();
  }
}
