package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.Phase;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SubnetLedgerTest {
  private static final ObjectKey SUBNET = new ObjectKey(FlatNetwork.NAMESPACE, World.SUBNET);

  private static String address(World world, String name) {
    return world.find(name).map(ip -> String.valueOf(ip.status().getAddr())).orElse("gone");
  }

  private static FlatNetworkSubnet subnet(World world) {
    return world.admin.subnets().get(SUBNET).answer().orElseThrow();
  }

  @Test // [!] the reference writes the ledger once per pod, under a global lock
  void runBatch_whenManyWait_writesTheLedgerOnce() {
    World world = new World("10.0.0.0/24");
    AtomicInteger statusWrites = new AtomicInteger();
    SubnetLedger leader =
        world.leader(
            (resource, verb, write) -> {
              if (resource.equals("flatnetworksubnets") && verb.equals("updateStatus")) {
                statusWrites.incrementAndGet();
              }
              return Fault.NONE;
            });
    for (int i = 0; i < 100; i++) {
      world.create("p" + i);
    }
    world.all().forEach(ip -> world.tell(leader, ip));

    var _ = leader.runBatch();

    assertThat(statusWrites).hasValue(1);
    assertThat(world.all()).allSatisfy(ip -> assertThat(AddressObjects.published(ip)).isPresent());
    world.assertComplete(254);
  }

  @Test // [!] the reference publishes after a conflict what it did not write
  void runBatch_whenLedgerWriteConflicts_publishesNothingOfIt() {
    World world = new World("10.0.0.0/24");
    SubnetLedger leader = world.leader(world.oneConflict());
    world.create("a");
    world.all().forEach(ip -> world.tell(leader, ip));

    var _ = leader.runBatch();
    assertThat(world.find("a").flatMap(AddressObjects::published)).isEmpty();

    var _ = leader.runBatch();
    assertThat(address(world, "a")).isEqualTo("10.0.0.1");
    world.assertComplete(254);
  }

  @Test
  void runBatch_whenPodIsThere_keepsTheAddressOfAnObjectThatIsLeaving() {
    World world = new World("10.0.0.0/30");
    SubnetLedger leader = world.leader(Faults.NONE);
    world.create("a");
    world.create("b");
    world.settle(leader);
    FlatNetworkIP a = world.find("a").orElseThrow();
    world.admin.addresses().delete(ObjectKey.of(a), Metadata.uid(a)); // its pod still runs
    world.create("c");

    world.settle(leader);

    assertThat(world.find("a")).isPresent();
    assertThat(world.find("c").map(ip -> Phase.of(ip.status().getPhase()))).contains(Phase.FAILED);

    world.pods.remove(a.spec().getPodId());
    world.settle(leader);

    assertThat(world.find("a")).isEmpty();
    assertThat(address(world, "c")).isEqualTo(a.status().getAddr());
    world.assertComplete(2);
  }

  @Test
  void runBatch_whenAnObjectThatWaitsIsLeaving_givesWhatIsFreedToTheNext() {
    World world = new World("10.0.0.0/30");
    SubnetLedger leader = world.leader(Faults.NONE);
    world.create("a");
    world.create("b");
    world.settle(leader);
    world.create("c");
    world.create("d");
    world.settle(leader); // both wait
    FlatNetworkIP c = world.find("c").orElseThrow();
    world.admin.addresses().delete(ObjectKey.of(c), Metadata.uid(c)); // its pod still runs

    world.end("a");
    world.settle(leader);

    assertThat(address(world, "d")).isEqualTo("10.0.0.1");
    assertThat(leader.holder("n/c")).isEmpty();
    world.assertComplete(2);
  }

  @Test
  void runBatch_whenFinalizerWasTakenOffByForce_keepsTheAddressUntilThePodEnds() {
    World world = new World("10.0.0.0/30");
    SubnetLedger leader = world.leader(Faults.NONE);
    world.create("a");
    world.create("b");
    world.settle(leader);
    FlatNetworkIP a = world.find("a").orElseThrow();
    ObjectKey key = ObjectKey.of(a);
    world.admin.addresses().patch(key, MergePatch.builder().finalizers(List.of()).build());
    world.admin.addresses().delete(key, Metadata.uid(a));
    world.create("c");

    world.settle(leader);
    assertThat(world.find("c").flatMap(AddressObjects::published)).isEmpty();

    world.pods.remove(a.spec().getPodId());
    world.settle(leader);
    assertThat(address(world, "c")).isEqualTo(a.status().getAddr());
  }

  @Test
  void runBatch_whenLedgerIsOfAnotherVersion_givesNothingAndLeavesItAsItIs() {
    World world = new World("10.0.0.0/24");
    FlatNetworkSubnet unknown = subnet(world);
    world.leaveUnchecked();
    world.admin.subnets().updateStatus(unknown.withStatus(unknown.status().withLedger("v9;x")));
    world.create("a");
    SubnetLedger careful = world.leader(Faults.NONE);
    world.all().forEach(ip -> world.tell(careful, ip));
    var _ = careful.runBatch();

    assertThat(subnet(world).status().getLedger()).isEqualTo("v9;x");
    assertThat(subnet(world).status().getPhase()).isEqualTo("Failed");
    assertThat(world.find("a").flatMap(AddressObjects::published)).isEmpty();
  }

  @Test
  void runBatch_whenObjectsOfTheReferenceAreThere_takesThemOver() {
    World world = new World("10.0.0.0/24");
    world.create("old");
    FlatNetworkIP old = world.find("old").orElseThrow();
    world.leaveUnchecked(); // the reference has no ledger of ours
    world
        .admin
        .addresses()
        .updateStatus(old.withStatus(old.status().withAddr("10.0.0.1").withPhase("Active")));
    world.create("new");

    world.settle(world.leader(Faults.NONE));

    assertThat(address(world, "new")).isEqualTo("10.0.0.2");
    assertThat(subnet(world).status().getUsedIPCount()).isEqualTo(2);
  }

  @Test
  void runBatch_whenWishChangesAfterTheInterfaceIsThere_keepsTheAddress() {
    World world = new World("10.0.0.0/24");
    SubnetLedger leader = world.leader(Faults.NONE);
    world.create("a");
    world.settle(leader);
    world.attach("a");
    world.wish("a", "10.0.0.77");

    world.settle(leader);

    assertThat(address(world, "a")).isEqualTo("10.0.0.1");
  }

  @Test
  void runBatch_whenWishChangesBefore_givesTheNewOneAndTakesTheOldBack() {
    World world = new World("10.0.0.0/24");
    SubnetLedger leader = world.leader(Faults.NONE);
    world.create("a");
    world.settle(leader);
    world.wish("a", "10.0.0.77");

    world.settle(leader);

    assertThat(address(world, "a")).isEqualTo("10.0.0.77");
    assertThat(subnet(world).status().getUsedIPCount()).isEqualTo(1);
    world.assertComplete(254);
  }
}
