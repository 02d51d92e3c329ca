package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the role does not allow is tried slowly, and nothing is lost by it. */
class ForbiddenWriteTest {
  private final World world = new World("10.0.0.0/30");
  private @Nullable String forbidden;
  private final SubnetLedger leader = world.leader(faults("flatnetworkips"));

  private Faults faults(String of) {
    return (resource, verb, write) ->
        resource.equals(of) && verb.equals(forbidden) ? Fault.FORBIDDEN : Fault.NONE;
  }

  private Verdict tellAllAndRun() {
    world.all().forEach(ip -> world.tell(leader, ip));
    return leader.runBatch();
  }

  private static void assertRefused(Verdict verdict, String verb) {
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> assertThat(refused.reason()).contains(verb, "flatnetworkips"));
  }

  @Test
  void runBatch_whenAStatusMayNotBeWritten_namesThePermissionAndPublishesWhenItIsThere() {
    world.create("a");
    forbidden = "updateStatus";
    assertRefused(tellAllAndRun(), "updateStatus");

    forbidden = null;
    world.settle(leader);

    assertThat(world.find("a").map(ip -> ip.status().getAddr())).contains("10.0.0.1");
    world.assertComplete(2);
  }

  @Test
  void runBatch_whenAFinalizerMayNotBeTakenOff_namesThePermissionAndKeepsTheAddressUntilItMay() {
    world.create("a");
    world.settle(leader);
    world.end("a");
    forbidden = "patch";
    assertRefused(tellAllAndRun(), "patch");
    assertThat(leader.state().used().isEmpty()).isFalse();

    forbidden = null;
    world.settle(leader);

    assertThat(world.find("a")).isEmpty();
    assertThat(leader.state().used().isEmpty()).isTrue();
  }
}
