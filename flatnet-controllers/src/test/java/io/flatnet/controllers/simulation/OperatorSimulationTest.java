package io.flatnet.controllers.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two or three operators at once, in every order and with every fault that a seed makes. The seeds
 * are 10,000 in the ordinary build and 1,000,000 under {@code -Pdeep}; {@code
 * -Dflatnet.simulation.first} and {@code -Dflatnet.simulation.seeds} choose others.
 */
class OperatorSimulationTest {
  private static final long FIRST = Long.getLong("flatnet.simulation.first", 0);
  private static final long SEEDS = Long.getLong("flatnet.simulation.seeds", 10_000);
  private static final int THREADS = Runtime.getRuntime().availableProcessors();
  private static final int ENOUGH_FAILURES = 3;
  private static final int SABOTAGED_SEEDS = 20_000;

  @Test
  void run_whenOperatorsWorkAtOnceWithFaults_noAddressIsGivenTwiceAndNoneIsLost() {
    long begin = System.nanoTime();
    Queue<Failure> failures = new ConcurrentLinkedQueue<>();
    AtomicLong next = new AtomicLong(FIRST);
    try (LoggedErrors errors = new LoggedErrors();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        threads.execute(() -> run(next, failures, errors));
      }
    }
    tell(Duration.ofNanos(System.nanoTime() - begin));

    assertThat(failures).isEmpty();
  }

  /** Seeds until there are no more, or failures enough. */
  private static void run(AtomicLong next, Queue<Failure> failures, LoggedErrors errors) {
    for (long seed = next.getAndIncrement();
        seed < FIRST + SEEDS && failures.size() < ENOUGH_FAILURES;
        seed = next.getAndIncrement()) {
      Failure failure = Failure.of(seed, Sabotage.NONE, errors);
      if (failure != null) {
        failures.add(failure);
      }
    }
  }

  private static void tell(Duration taken) {
    double seconds = taken.toMillis() / 1000.0;
    System.out.printf(Locale.ROOT, "%d seeds in %.1f s, %.0f/s%n", SEEDS, seconds, SEEDS / seconds);
  }

  @Test
  void run_whenServerDoesNotCheckVersions_theSimulationFindsAnAddressGivenTwice() {
    assertThat(found(Sabotage.NO_CONFLICTS, "address .* is published by .* and by")).isNotNull();
  }

  @Test
  void run_whenPodsAreTakenForGoneTooEarly_theSimulationFindsAnAddressGivenTwice() {
    assertThat(found(Sabotage.EARLY_RELEASE, "address .* while .* has an interface with it"))
        .isNotNull();
  }

  @Test
  void run_whenCommittedMacsAreNotHeld_theSimulationFindsAMacGivenTwice() {
    assertThat(found(Sabotage.FORGOTTEN_MACS, "MAC .* is published by .* and by")).isNotNull();
  }

  @Test
  void run_whenReservationsAreNotKeptFromOthers_theSimulationFindsAReservedAddressGivenAway() {
    assertThat(found(Sabotage.WRONG_WORKLOAD, "is published by .* and reserved for")).isNotNull();
  }

  @Test
  void run_whenNodesAreTakenForGoneTooEarly_theSimulationFindsAnAddressGivenTwice() {
    assertThat(found(Sabotage.UNSEEN_NODES, "address .* while .* has an interface with it"))
        .isNotNull();
  }

  @Test
  void run_whenNodesAreTakenForDeadTooEarly_theSimulationFindsAnAddressGivenTwice() {
    List<Step.Kind> story =
        List.of(
            Step.Kind.POD_COMES,
            Step.Kind.WORKLOAD_CHANGES,
            Step.Kind.PLUGIN_READS,
            Step.Kind.PLUGIN_WRITES,
            Step.Kind.NODE_TURNS,
            Step.Kind.POD_LEAVES,
            Step.Kind.CATCH_UP);

    assertThat(found(Sabotage.IMPATIENCE, story, "address .* while .* has an interface with it"))
        .isNotNull();
  }

  @Test
  void run_whenOldPodsAreNotSeen_theSimulationFindsAnAddressGivenTwice() {
    assertThat(
            found(Sabotage.UNSEEN_OLD_PODS, "address .* while pod old-. of the old system has it"))
        .isNotNull();
  }

  @Test
  void run_whenSeedIsTheSame_theSameHappens() {
    try (LoggedErrors errors = new LoggedErrors()) {
      for (long seed = 0; seed < 20; seed++) {
        List<String> once = trace(seed);
        assertThat(trace(seed)).isEqualTo(once);
      }
      assertThat(errors.first()).isNull();
    }
  }

  private static List<String> trace(long seed) {
    Simulation simulation = new Simulation(Script.of(seed), Sabotage.NONE, true);
    assertThat(simulation.run()).isNull();
    return simulation.trace();
  }

  /** The first thing that goes wrong and reads like this, or null. */
  private static @Nullable String found(Sabotage sabotage, String regex) {
    return found(sabotage, List.of(), regex);
  }

  /** The same in scripts with more steps of some kinds. */
  private static @Nullable String found(Sabotage sabotage, List<Step.Kind> kinds, String regex) {
    Pattern pattern = Pattern.compile(regex);
    try (LoggedErrors _ = new LoggedErrors()) {
      for (long seed = 0; seed < SABOTAGED_SEEDS; seed++) {
        String what = new Simulation(Script.of(seed, kinds), sabotage, false).run();
        if (what != null && pattern.matcher(what).find()) {
          return what;
        }
      }
      return null;
    }
  }
}
