package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * A leader that is late: what it knows of objects, or what it still writes, is of an earlier time.
 */
class LateWriterTest {
  private static final int BATCHES = 5;

  private final World world = new World("10.0.0.0/29");

  @Test
  void runBatch_whenAnotherLeaderServedAnObjectThatIsRefused_comesToRest() {
    SubnetLedger late = world.leader(Faults.NONE);
    world.create("first");
    world.settle(late);
    world.create("second", "10.0.0.1");
    FlatNetworkIP asItWas = world.find("second").orElseThrow();
    world.wish("second", "10.0.0.4");
    world.settle(world.leader(Faults.NONE));

    late.inbox().submit(asItWas);
    late.inbox().reassess();
    Verdict verdict = late.runBatch();
    for (int i = 1; i < BATCHES && !(verdict instanceof Verdict.Done); i++) {
      verdict = late.runBatch();
    }

    assertThat(verdict).isInstanceOf(Verdict.Done.class);
    world.assertComplete(6);
  }

  @Test
  void runBatch_whenTheLedgerIsLostWhileAPublicationIsUnderWay_theAddressIsNotGivenTwice() {
    SubnetLedger late =
        world.leader(
            (resource, verb, write) ->
                write && resource.equals("flatnetworkips") ? Fault.DELAYED : Fault.NONE);
    world.create("first");
    world.all().forEach(ip -> world.tell(late, ip));
    var _ = late.runBatch();
    FlatNetworkSubnet subnet = world.admin.subnets().list().answer().orElseThrow().getFirst();
    world.admin.subnets().updateStatus(subnet.withStatus(subnet.status().withLedger(null)));
    world.create("second");
    SubnetLedger next = world.leader(Faults.NONE);
    next.inbox().submit(world.find("second").orElseThrow()); // of "first" it has not heard

    var _ = next.runBatch();
    while (world.cluster.delayed() > 0) {
      world.cluster.arrive(0);
    }
    world.settle(next);

    world.assertComplete(6);
  }

  @Test
  void runBatch_whenSubnetLeavesAndAnObjectIsMadeAgainForItsPod_publishesThePodsAddressAgain() {
    SubnetLedger leader = world.leader(Faults.NONE);
    world.create("first");
    world.settle(leader);
    FlatNetworkSubnet subnet = world.admin.subnets().list().answer().orElseThrow().getFirst();
    world.admin.subnets().delete(ObjectKey.of(subnet), Metadata.uid(subnet));
    leader.inbox().reassess();
    world.settle(leader);
    FlatNetworkIP removed = world.find("first").orElseThrow();
    ObjectKey key = ObjectKey.of(removed);
    world.admin.addresses().patch(key, MergePatch.builder().finalizers(List.of()).build());
    world.admin.addresses().delete(key, Metadata.uid(removed));
    world.create("first");
    leader.inbox().submit(world.find("first").orElseThrow());

    for (int i = 0; i < BATCHES; i++) {
      var _ = leader.runBatch();
    }

    assertThat(world.find("first").flatMap(AddressObjects::published))
        .isEqualTo(AddressObjects.published(removed));
  }

  @Test
  void runBatch_whenAnObjectThatWaitedIsGoneAndAnotherOfItsNameIsServed_keepsWhatThatOneHas() {
    SubnetLedger late = world.leader(Faults.NONE);
    world.create("holder", "10.0.0.1");
    world.settle(late);
    world.create("first", "10.0.0.1");
    world.settle(late); // "first" waits
    SubnetLedger next = world.leader(Faults.NONE);
    world.end("first");
    world.end("holder");
    world.settle(next);
    world.create("first", "10.0.0.4");
    world.settle(next);

    late.inbox().reassess();
    for (int i = 0; i < BATCHES; i++) {
      var _ = late.runBatch();
      world.tellVanished(late);
    }

    world.assertComplete(6);
  }

  @Test
  void runBatch_whenAnotherAddressWasNotPublishedAndTheInterfaceWasMade_itKeepsItsAddress() {
    AtomicBoolean cut = new AtomicBoolean();
    SubnetLedger leader =
        world.leader(
            (resource, verb, write) ->
                cut.get() && resource.equals("flatnetworkips") ? Fault.LOST_REQUEST : Fault.NONE);
    world.create("first");
    world.settle(leader);
    world.wish("first", "10.0.0.4");
    leader.inbox().submit(world.find("first").orElseThrow());
    cut.set(true);
    var _ = leader.runBatch();
    cut.set(false);
    world.attach("first");

    world.settle(leader);

    assertThat(world.find("first").orElseThrow().status().getAddr()).isEqualTo("10.0.0.1");
    world.assertComplete(6);
  }

  @Test
  void runBatch_whenAnotherAddressIsPublishedLate_itIsInTheLedgerUntilThen() {
    AtomicBoolean late = new AtomicBoolean();
    SubnetLedger leader =
        world.leader(
            (resource, verb, write) ->
                write && late.get() && resource.equals("flatnetworkips")
                    ? Fault.DELAYED
                    : Fault.NONE);
    world.create("first");
    world.settle(leader);
    world.wish("first", "10.0.0.4");
    leader.inbox().submit(world.find("first").orElseThrow());
    late.set(true);
    var _ = leader.runBatch();
    late.set(false);
    world.wish("first");
    FlatNetworkIP asItIs = world.find("first").orElseThrow();
    leader.inbox().submit(asItIs);
    var _ = leader.runBatch();
    while (world.cluster.delayed() > 0) {
      world.cluster.arrive(0);
    }

    world.settle(leader);

    world.assertComplete(6);
  }

  @Test
  void runBatch_whenAnObjectThatIsRefusedHasAnInterfaceByNow_itKeepsItsPhaseAndItsAddress() {
    SubnetLedger leader = world.leader(Faults.NONE);
    world.create("first");
    world.create("second", "10.0.0.4");
    world.settle(leader);
    world.wish("first", "10.0.0.4");
    FlatNetworkIP asItWas = world.find("first").orElseThrow();
    world.attach("first");

    leader.inbox().submit(asItWas);
    var _ = leader.runBatch();
    world.settle(leader);

    FlatNetworkIP first = world.find("first").orElseThrow();
    assertThat(AddressObjects.isActive(first)).isTrue();
    assertThat(first.status().getAddr()).isEqualTo("10.0.0.1");
  }

  @Test
  void runBatch_whenThereIsNoSubnetAndTheObjectIsAnotherByNow_saysSoAndComesToRest() {
    world.leaveUnchecked(); // there is no ledger
    SubnetLedger leader = world.leader(Faults.NONE);
    FlatNetworkSubnet subnet = world.admin.subnets().list().answer().orElseThrow().getFirst();
    world.admin.subnets().delete(ObjectKey.of(subnet), Metadata.uid(subnet));
    world.create("first");
    FlatNetworkIP asItWas = world.find("first").orElseThrow();
    world.wish("first", "10.0.0.4");

    leader.inbox().submit(asItWas);
    Verdict verdict = leader.runBatch();
    for (int i = 1; i < BATCHES && !(verdict instanceof Verdict.Done); i++) {
      verdict = leader.runBatch();
    }

    assertThat(verdict).isInstanceOf(Verdict.Done.class);
    assertThat(world.find("first").orElseThrow().status().getFailureMessage())
        .contains("there is no such subnet");
  }
}
