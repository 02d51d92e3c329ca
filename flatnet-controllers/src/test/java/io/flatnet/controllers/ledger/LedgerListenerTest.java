package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.ipam.Decision;
import io.flatnet.ipam.Lease;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted: each thing once, however often it is tried. */
class LedgerListenerTest {
  private static final Faults NO_FAULTS = (resource, verb, write) -> Fault.NONE;

  private final List<String> heard = new ArrayList<>();
  private final LedgerListener listener =
      new LedgerListener() {
        @Override
        public void granted(FlatNetworkIP ip, Lease lease) {
          heard.add("granted " + ip.getMetadata().getName() + " " + lease.address());
        }

        @Override
        public void refused(FlatNetworkIP ip, RefusalReason reason, String message) {
          heard.add("refused " + ip.getMetadata().getName() + " " + reason.label());
        }

        @Override
        public void freed(String subnet) {
          heard.add("freed " + subnet);
        }

        @Override
        public void committed(String subnet, int grants) {
          heard.add("committed " + grants);
        }

        @Override
        public void conflict(String subnet) {
          heard.add("conflict " + subnet);
        }
      };

  private static void tellAll(World world, SubnetLedger leader) {
    world.all().forEach(ip -> world.tell(leader, ip));
  }

  private static void run(World world, SubnetLedger leader) {
    tellAll(world, leader);
    var _ = leader.runBatch();
  }

  @Test
  void listener_whenPoolIsTooSmall_hearsOfOneWriteTheGrantsAndTheRefusalOnce() {
    World world = new World("10.0.0.0/30");
    SubnetLedger leader = world.leader(NO_FAULTS, listener);
    world.create("a");
    world.create("b");
    world.create("c");

    run(world, leader);
    run(world, leader); // the same again is no news

    assertThat(heard)
        .containsExactlyInAnyOrder(
            "committed 2", "granted a 10.0.0.1", "granted b 10.0.0.2", "refused c exhausted");
  }

  @Test
  void listener_whenWriteConflicts_hearsOfTheConflictAndOfOneGrant() {
    World world = new World("10.0.0.0/30");
    SubnetLedger leader = world.leader(world.oneConflict(), listener);
    world.create("a");

    run(world, leader);
    assertThat(heard).containsExactly("conflict " + World.SUBNET);
    run(world, leader);

    assertThat(heard)
        .containsExactly("conflict " + World.SUBNET, "committed 1", "granted a 10.0.0.1");
  }

  @Test
  void listener_whenAddressIsGivenBack_hearsOfIt() {
    World world = new World("10.0.0.0/30");
    SubnetLedger leader = world.leader(NO_FAULTS, listener);
    world.create("a");
    run(world, leader);
    heard.clear();

    world.end("a");
    run(world, leader);

    assertThat(heard).containsExactly("freed " + World.SUBNET, "committed 0");
  }

  @Test
  void of_forEveryRefusalOfTheCore_hasTheSameName() {
    for (Decision.Refusal refusal : Decision.Refusal.values()) {
      assertThat(RefusalReason.of(refusal)).hasToString(refusal.name());
    }
  }
}
