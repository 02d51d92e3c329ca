package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.store.Faults;
import java.util.List;
import org.junit.jupiter.api.Test;

/** MACs that are not asked for any more, and interfaces that have them. */
class MacMemoryTest {
  private static final String MAC = "02:00:00:00:00:01";
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
}
