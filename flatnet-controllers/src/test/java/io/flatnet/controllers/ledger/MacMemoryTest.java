package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** MACs that are not asked for any more, or not published, and who may yet have them. */
class MacMemoryTest {
  private static final String MAC = "02:00:00:00:00:01";
  private static final String OBJECTS = "flatnetworkips";
  private static final String OTHER_MAC = "02:00:00:00:00:02";

  private final World world = new World("10.0.0.0/29");

  private void create(String name, String... macs) {
    world.create(name);
    wish(name, macs);
  }

  private void wish(String name, String... macs) {
    FlatNetworkIP ip = world.find(name).orElseThrow();
    var _ = world.admin.addresses().update(ip.withSpec(ip.spec().withMacs(List.of(macs))));
  }

  private String mac(String name) {
    return String.valueOf(world.find(name).orElseThrow().status().getMac());
  }

  private void assertNextLeaderKeepsItFromOthers() {
    SubnetLedger next = world.leader(Faults.NONE);
    create("b", MAC);
    world.settle(next);

    assertThat(mac("a")).isEqualTo(MAC);
    assertThat(mac("b")).isNotEqualTo(MAC);
  }

  @Test
  void settle_whenTheWishIsWithdrawnBeforeTheInterface_theNextLeaderKnowsTheMac() {
    create("a", MAC);
    world.settle(world.leader(Faults.NONE));
    wish("a");

    assertNextLeaderKeepsItFromOthers();
  }

  @Test
  void settle_whenTheWishIsWithdrawnAfterwards_theNextLeaderKnowsTheMac() {
    create("a", MAC);
    world.settle(world.leader(Faults.NONE));
    world.attach("a");
    wish("a");

    assertNextLeaderKeepsItFromOthers();
  }

  @Test
  void settle_whenAnotherMacIsWishedAfterwards_theNextLeaderKnowsTheMac() {
    create("a", MAC);
    world.settle(world.leader(Faults.NONE));
    world.attach("a");
    wish("a", OTHER_MAC);

    assertNextLeaderKeepsItFromOthers();
  }

  @Test
  void settle_whenAMacIsGivenUpAndWishedByAnotherAtOnce_bothGetWhatTheyWish() {
    SubnetLedger leader = world.leader(Faults.NONE);
    create("a", MAC);
    world.settle(leader);
    wish("a", OTHER_MAC);
    create("b", MAC);

    world.settle(leader);

    assertThat(mac("a")).isEqualTo(OTHER_MAC);
    assertThat(mac("b")).isEqualTo(MAC);
  }

  @Test
  void runBatch_whenALateLeaderPublishesAMacOfTheLedger_nobodyElseHasIt() {
    SubnetLedger late =
        world.leader((resource, verb, write) -> ofObjects(resource, write, Fault.DELAYED));
    create("a", MAC);
    world.tell(late, world.find("a").orElseThrow());
    var _ = late.runBatch();
    create("b", MAC);
    SubnetLedger next =
        world.leader(
            (resource, verb, write) -> {
              if (write && resource.equals(OBJECTS) && world.cluster.delayed() > 0) {
                world.cluster.arrive(0); // it publishes just before the other one does
              }
              return Fault.NONE;
            });
    world.tell(next, world.find("b").orElseThrow());

    var _ = next.runBatch();
    world.settle(next);

    assertThat(mac("a")).isEqualTo(MAC);
    assertThat(mac("b")).isNotEqualTo(MAC);
  }

  @Test
  void settle_whenAnEndedLeaderLetAMacGoThatAnInterfaceHas_theNextOneKnowsTheMac() {
    AtomicBoolean cut = new AtomicBoolean();
    SubnetLedger leader = leader(cut);
    create("a", MAC);
    world.settle(leader);
    world.wish("a", "10.0.0.4");
    wish("a");
    cut.set(true);
    world.tell(leader, world.find("a").orElseThrow());
    var _ = leader.runBatch();
    world.attach("a");

    assertNextLeaderKeepsItFromOthers();
  }

  @Test
  void settle_whenAMacIsWishedLaterAndItsPublicationIsLost_itIsPublishedAgain() {
    AtomicBoolean cut = new AtomicBoolean();
    SubnetLedger leader = leader(cut);
    create("a");
    world.settle(leader);
    wish("a", MAC);
    cut.set(true);
    world.tell(leader, world.find("a").orElseThrow());
    var _ = leader.runBatch();
    cut.set(false);

    world.settle(leader);

    assertThat(mac("a")).isEqualTo(MAC);
  }

  @Test
  void settle_whenAMacIsHeld_anotherOneOfTheWishIsGiven() {
    AtomicBoolean cut = new AtomicBoolean(true);
    SubnetLedger leader = leader(cut);
    create("a", MAC);
    world.tell(leader, world.find("a").orElseThrow());
    var _ = leader.runBatch();
    create("b", MAC, OTHER_MAC);
    SubnetLedger next = world.leader(Faults.NONE);
    next.inbox().submit(world.find("b").orElseThrow());

    var _ = next.runBatch();

    assertThat(mac("b")).isEqualTo(OTHER_MAC);
  }

  /** A leader whose writes of objects are lost while it is cut off. */
  private SubnetLedger leader(AtomicBoolean cut) {
    return world.leader(
        (resource, verb, write) ->
            cut.get() ? ofObjects(resource, write, Fault.LOST_REQUEST) : Fault.NONE);
  }

  private static Fault ofObjects(String resource, boolean write, Fault fault) {
    return write && resource.equals(OBJECTS) ? fault : Fault.NONE;
  }
}
