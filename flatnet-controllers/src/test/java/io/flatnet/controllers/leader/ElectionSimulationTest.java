package io.flatnet.controllers.leader;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Lease;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Elections in virtual time, in every order that a seed makes; see {@link ElectionWorld}. */
class ElectionSimulationTest {
  private static final int SEEDS = 200; // 5,000 were run when this was written
  private static final int PHASES = 3;
  private static final Duration TROUBLE = Duration.ofMinutes(6);

  /** A lease that nobody renews runs out; then one look at it. */
  private static final Duration LED_AGAIN = Duration.ofSeconds(60);

  private static final Logger LOG =
      (Logger) LoggerFactory.getLogger(Candidate.class.getPackageName());

  @BeforeAll
  static void quiet() {
    LOG.setLevel(Level.OFF); // thousands of terms
  }

  @AfterAll
  static void loud() {
    LOG.setLevel(null);
  }

  private static V1Lease lease(ElectionWorld world) {
    ObjectKey key = ElectionSettings.OPERATOR_LEASE;
    return world.cluster.client().resource(ResourceType.LEASES).get(key).answer().orElseThrow();
  }

  @Test
  void run_whenEverythingGoesWrong_neverTwoMayWriteAndSomebodyLeadsAgain() {
    int terms = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      ElectionWorld world = new ElectionWorld(seed, true);
      for (int phase = 0; phase < PHASES; phase++) {
        world.run(TROUBLE);
        world.heal();
        assertThat(world.untilLed(LED_AGAIN)).as("seed %s: led again", seed).isLessThan(LED_AGAIN);
        world.trouble();
      }
      assertThat(world.broken()).as("seed %s", seed).isNull();
      assertThat(Objects.requireNonNull(lease(world).getSpec()).getLeaseTransitions())
          .as("seed %s: transitions", seed)
          .isGreaterThan(0);
      terms += world.terms;
    }
    assertThat(terms).as("terms of leaders").isGreaterThan(SEEDS * PHASES);
  }

  @Test
  void stop_whenLeaderStopsCleanly_theNextLeadsWithinTwoSeconds() {
    for (long seed = 0; seed < SEEDS; seed++) {
      ElectionWorld world = new ElectionWorld(seed, true);
      world.heal();
      world.untilLed(LED_AGAIN);
      world.run(Duration.ofSeconds(20));
      ElectionWorld.Replica leader = Objects.requireNonNull(world.leader());
      world.replicas.remove(leader);
      leader.stopNow();

      assertThat(world.untilLed(LED_AGAIN))
          .as("seed %s", seed)
          .isLessThanOrEqualTo(Duration.ofSeconds(2));
    }
  }

  @Test
  void run_whenNobodyAsksTheFence_theSimulationFindsTwoThatWrite() {
    int found = 0;
    for (long seed = 0; seed < SEEDS && found == 0; seed++) {
      ElectionWorld world = new ElectionWorld(seed, false);
      world.run(TROUBLE.multipliedBy(PHASES));
      found += world.broken() == null ? 0 : 1;
    }

    assertThat(found).as("seeds that show the fault").isPositive();
  }

  @Test
  void run_whenServerDoesNotCheckVersions_theSimulationFindsTwoThatWrite() {
    int found = 0;
    for (long seed = 0; seed < SEEDS && found == 0; seed++) {
      ElectionWorld world = new ElectionWorld(seed, true);
      world.cluster.ignoreVersions();
      world.run(TROUBLE.multipliedBy(PHASES));
      found += world.broken() == null ? 0 : 1;
    }

    assertThat(found).as("seeds that show the fault").isPositive();
  }
}
