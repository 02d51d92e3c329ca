package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two leaders at once on one subnet, in every order that a seed makes: pauses at any write while
 * the other works, conflicts, lost requests and answers, writes that arrive late, stale caches,
 * ends of processes. The world checks after every write.
 */
class LedgerSimulationTest {
  private static final int SEEDS = 500; // 20,000 were run when this was written
  private static final long[] SHOWED_FAULTS = {705, 2241, 7400};
  private static final int STEPS = 60;
  private static final int NAMES = 9;
  private static final int USABLE = 6; // of a /29: full now and then

  /** One run. */
  private static final class Simulation {
    final World world = new World("10.0.0.0/29");
    final Random random;
    final List<FlatNetworkIP> cache = new ArrayList<>();
    final SubnetLedger[] leaders = new SubnetLedger[2];
    boolean paused;
    boolean faulty = true;

    Simulation(long seed) {
      random = new Random(seed);
      leaders[0] = leader(0);
      leaders[1] = leader(1);
    }

    SubnetLedger leader(int self) {
      return world.leader((resource, verb, write) -> fate(self, write));
    }

    Fault fate(int self, boolean write) {
      if (!faulty || !write) {
        return Fault.NONE;
      }
      if (!paused && random.nextInt(8) == 0) {
        paused = true; // this leader pauses here; the other, and the cluster, go on
        for (int i = random.nextInt(4); i >= 0; i--) {
          step(1 - self);
        }
        paused = false;
      }
      return switch (random.nextInt(40)) {
        case 0 -> Fault.LOST_REQUEST;
        case 1 -> Fault.LOST_ANSWER;
        case 2 -> Fault.DELAYED;
        case 3 -> Fault.CRASH_BEFORE;
        case 4 -> Fault.CRASH_AFTER;
        default -> Fault.NONE;
      };
    }

    void run() {
      for (int i = 0; i < STEPS && world.broken() == null; i++) {
        step(random.nextInt(2));
      }
      faulty = false;
      while (world.cluster.delayed() > 0) {
        world.cluster.arrive(random.nextInt(world.cluster.delayed()));
      }
    }

    void step(int leader) {
      String name = "p" + random.nextInt(NAMES);
      switch (random.nextInt(10)) {
        case 0, 1 -> world.create(name);
        case 2 -> world.end(name);
        case 3 -> world.attach(name);
        case 4 -> world.wish(name, "10.0.0." + (1 + random.nextInt(USABLE)));
        case 5 -> lookAtCluster();
        case 6 -> arrive();
        case 7 -> leaders[leader].inbox().reassess();
        default -> work(leader);
      }
    }

    /** What the caches know from now on: each object as it is now, or as it was. */
    void lookAtCluster() {
      if (random.nextInt(3) > 0) {
        cache.clear();
      }
      cache.addAll(world.all());
    }

    void arrive() {
      if (world.cluster.delayed() > 0) {
        world.cluster.arrive(random.nextInt(world.cluster.delayed()));
      }
    }

    void work(int leader) {
      List<FlatNetworkIP> known = random.nextBoolean() ? world.all() : List.copyOf(cache);
      for (FlatNetworkIP ip : known) {
        if (random.nextInt(4) > 0) {
          world.tell(leaders[leader], ip);
        }
      }
      world.tellVanished(leaders[leader]);
      try {
        for (int i = random.nextInt(3); i >= 0; i--) {
          var _ = leaders[leader].runBatch();
        }
      } catch (RuntimeException e) {
        if (!isCrash(e)) {
          throw e;
        }
        leaders[leader] = leader(leader);
      }
    }

    private static boolean isCrash(@Nullable Throwable error) {
      return error != null && (error instanceof Faults.Crash || isCrash(error.getCause()));
    }
  }

  @Test
  void run_whenTwoLeadersWorkAtOnce_noAddressIsGivenTwiceAndNoneIsLost() {
    long[] seeds =
        LongStream.concat(LongStream.range(0, SEEDS), LongStream.of(SHOWED_FAULTS)).toArray();
    for (long seed : seeds) {
      Simulation simulation = new Simulation(seed);
      try {
        simulation.run();
        simulation.world.assertSound();
        SubnetLedger last = simulation.world.leader(Faults.NONE);
        simulation.world.settle(last);
        simulation.world.assertComplete(USABLE);
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void run_whenServerDoesNotCheckVersions_theSimulationFindsAnAddressGivenTwice() {
    int found = 0;
    for (long seed = 0; seed < SEEDS && found == 0; seed++) {
      Simulation simulation = new Simulation(seed);
      simulation.world.cluster.ignoreVersions();
      simulation.run();
      found += simulation.world.broken() == null ? 0 : 1;
    }

    assertThat(found).as("seeds that show the fault").isPositive();
  }
}
