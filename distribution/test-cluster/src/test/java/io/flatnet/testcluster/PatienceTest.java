package io.flatnet.testcluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** That JUnit finds {@link Patience} where tests run. */
class PatienceTest {
  @Test
  void await_whenNothingElseIsSaid_lastsAMinute() {
    AtomicLong remainingMillis = new AtomicLong();

    await()
        .conditionEvaluationListener(
            condition -> remainingMillis.set(condition.getRemainingTimeInMS()))
        .until(() -> true);

    assertThat(remainingMillis).hasValueBetween(30_000L, 60_000L);
  }
}
