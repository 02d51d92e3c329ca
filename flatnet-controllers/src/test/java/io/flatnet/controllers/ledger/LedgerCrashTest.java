package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * A scenario with every kind of write, ended at each of its writes and taken up by a new leader.
 */
class LedgerCrashTest {
  private static final int USABLE = 6; // of a /29

  /** What happens, step by step; after each step the leader settles. */
  private static final List<Consumer<World>> SCENARIO =
      List.of(
          world -> {
            world.create("a");
            world.create("b");
            world.create("c", "10.0.0.6");
          },
          world -> world.attach("a"),
          world -> world.wish("b", "10.0.0.5"),
          world -> world.end("a"),
          world -> {
            for (int i = 0; i < 6; i++) {
              world.create("more-" + i);
            }
          },
          world -> world.end("more-0"),
          world -> {
            world.end("c");
            world.create("d");
          },
          world -> world.touchSubnet("1"),
          world -> {
            world.end("b");
            world.create("b");
          });

  /** Runs the scenario; the leader's n-th write has this fault. The number of writes. */
  private static int run(int faultyWrite, Fault fault) {
    World world = new World("10.0.0.0/29");
    AtomicInteger writes = new AtomicInteger();
    Faults faults =
        (resource, verb, write) ->
            write && writes.getAndIncrement() == faultyWrite ? fault : Fault.NONE;
    SubnetLedger leader = world.leader(faults);
    for (Consumer<World> step : SCENARIO) {
      step.accept(world);
      try {
        world.settle(leader);
      } catch (RuntimeException e) {
        if (!isCrash(e)) {
          throw e;
        }
        leader = world.leader(faults);
        world.settle(leader);
      }
      world.assertComplete(USABLE);
    }
    while (world.cluster.delayed() > 0) {
      world.cluster.arrive(0);
    }
    SubnetLedger last = world.leader(Faults.NONE);
    world.settle(last);
    world.assertComplete(USABLE);
    return writes.get();
  }

  private static boolean isCrash(Throwable error) {
    return error instanceof Faults.Crash || (error.getCause() != null && isCrash(error.getCause()));
  }

  @Test
  void settle_whenLeaderEndsAtAnyWrite_nextLeaderGivesNothingTwiceAndLosesNothing() {
    int writes = run(-1, Fault.NONE);

    assertThat(writes).isGreaterThan(25);
    for (int write = 0; write < writes; write++) {
      run(write, Fault.CRASH_BEFORE);
      run(write, Fault.CRASH_AFTER);
    }
  }

  @Test
  void settle_whenAnyWriteIsLostOrItsAnswerIsOrItComesLate_nothingIsGivenTwiceOrLost() {
    int writes = run(-1, Fault.NONE);

    for (int write = 0; write < writes; write++) {
      run(write, Fault.LOST_REQUEST);
      run(write, Fault.LOST_ANSWER);
      run(write, Fault.DELAYED);
    }
  }
}
