package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.Phase;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects that turned to another subnet, and have an address of it, while a cache was late. */
class MovedObjectTest {
  private static final int BATCHES = 5;

  private final World world = new World("10.0.0.0/24");
  private final SubnetLedger leader = world.leader(Faults.NONE);

  /**
   * The object as the leader's cache has it, before another leader gave it an address elsewhere.
   */
  private FlatNetworkIP moved(String... addresses) {
    world.create("moved", addresses);
    FlatNetworkIP before = world.find("moved").orElseThrow();
    world.leaveUnchecked(); // the other subnet has a ledger that is not of this world
    FlatNetworkIP turned =
        world
            .admin
            .addresses()
            .update(before.withSpec(before.spec().withSubnet("other")))
            .answer()
            .orElseThrow();
    world
        .admin
        .addresses()
        .updateStatus(
            turned.withStatus(
                turned.status().withPhase(Phase.PENDING.wire()).withAddr("10.1.0.1")));
    return before;
  }

  private Verdict work() {
    Verdict verdict = leader.runBatch();
    for (int i = 1; i < BATCHES && !(verdict instanceof Verdict.Done); i++) {
      verdict = leader.runBatch();
    }
    return verdict;
  }

  @Test
  void runBatch_whenObjectGotAnAddressOfAnotherSubnet_givesItNoneAndComesToRest() {
    leader.inbox().submit(moved());

    assertThat(work()).isInstanceOf(Verdict.Done.class);
    assertThat(leader.state().used().isEmpty()).isTrue();
  }

  @Test
  void runBatch_whenRefusedObjectGotAnAddressOfAnotherSubnet_comesToRest() {
    leader.inbox().submit(moved("10.9.9.9"));

    assertThat(work()).isInstanceOf(Verdict.Done.class);
    assertThat(world.find("moved").orElseThrow().status().getAddr()).isEqualTo("10.1.0.1");
  }

  @Test
  void runBatch_whenObjectTurnsBeforeItsAddressIsPublished_neverPublishesIt() {
    boolean[] lost = {false};
    SubnetLedger unlucky =
        world.leader(
            (resource, verb, write) -> {
              boolean first = !lost[0] && resource.equals("flatnetworkips") && write;
              lost[0] |= first;
              return first ? Fault.LOST_REQUEST : Fault.NONE;
            });
    world.create("turns");
    FlatNetworkIP before = world.find("turns").orElseThrow();
    unlucky.inbox().submit(before);
    var _ = unlucky.runBatch();
    assertThat(unlucky.state().used().isEmpty()).isFalse();
    world.admin.addresses().update(before.withSpec(before.spec().withSubnet("other")));

    for (int i = 0; i < BATCHES; i++) {
      var _ = unlucky.runBatch();
    }

    assertThat(world.find("turns").flatMap(AddressObjects::published)).isEmpty();
    assertThat(unlucky.state().used().isEmpty()).isTrue();
  }

  @Test
  void runBatch_whenRefusedObjectTurnedAndItsNameComesBack_saysAgainWhyThereIsNoAddress() {
    world.create("again", "10.9.9.9");
    world.settle(leader);
    FlatNetworkIP refused = world.find("again").orElseThrow();
    ObjectKey key = ObjectKey.of(refused);
    world.admin.addresses().update(refused.withSpec(refused.spec().withSubnet("other")));
    world.admin.addresses().patch(key, MergePatch.builder().finalizers(List.of()).build());
    world.admin.addresses().delete(key, Metadata.uid(refused));
    world.create("again", "10.9.9.9");

    leader.inbox().submit(world.find("again").orElseThrow());
    assertThat(work()).isInstanceOf(Verdict.Done.class);

    assertThat(world.find("again").orElseThrow().status().getFailureMessage()).isNotEmpty();
  }
}
