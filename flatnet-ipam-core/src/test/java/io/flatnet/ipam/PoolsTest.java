package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.Decision.Granted;
import io.flatnet.ipam.Decision.Kept;
import io.flatnet.ipam.Decision.Reason;
import io.flatnet.ipam.Decision.Refusal;
import io.flatnet.ipam.Demand.Leg;
import io.flatnet.ipam.Outcome.Placed;
import io.flatnet.ipam.Outcome.Placement;
import io.flatnet.ipam.Outcome.Unplaced;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One decision over several pools: an address of each leg, or none. */
final class PoolsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final MacAddress MAC_1 = MacAddress.parse("02:00:00:00:00:01");
  private static final MacAddress MAC_2 = MacAddress.parse("02:00:00:00:00:02");
  private static final Leg LEG_4 = Leg.of("a4", "b4");
  private static final Leg LEG_6 = Leg.of("a6");
  private static final Demand DUAL = Demand.of("ns/pod", LEG_4, LEG_6);

  /** Two of IPv4 (.1 and .2 of each) and one of IPv6 (::1 to ::3). */
  private static final Pools POOLS =
      Pools.of(
          Map.of("a4", subnet("10.0.1.0/30"), "b4", subnet("10.0.2.0/30"), "a6", subnet("::/126")));

  private static SubnetState subnet(String cidr) {
    SubnetRules rules = SubnetRules.of(IpPrefix.parse(cidr)).withCoolDown(Duration.ofMinutes(1));
    return SubnetState.of(rules, List.of());
  }

  private static Lease lease(String owner, String address, @Nullable MacAddress mac) {
    return new Lease(owner, IpAddress.parse(address), mac);
  }

  private static Pools with(Pools pools, String pool, Lease lease) {
    return pools.with(pool, pools.state(pool).with(lease));
  }

  private static Placement granted(String pool, String address, Reason reason) {
    return granted(pool, lease("ns/pod", address, null), reason);
  }

  private static Placement granted(String pool, Lease lease, Reason reason) {
    return new Placement(pool, lease, new Granted(lease, reason));
  }

  private static Placement kept(String pool, Lease lease) {
    return new Placement(pool, lease, new Kept(lease));
  }

  private static Placed placed(Placement... placements) {
    return new Placed("ns/pod", List.of(placements));
  }

  private static Outcome decide(Pools pools, Request request, Leg... legs) {
    return pools.decide(new Demand(request, List.of(legs)));
  }

  private static Unplaced unplaced(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Unplaced.class);
    return (Unplaced) outcome;
  }

  private static Refusal reason(Unplaced unplaced, String pool) {
    return Objects.requireNonNull(unplaced.pools().get(pool), pool).reason();
  }

  private static Pools full(Pools pools, String pool) {
    Pools full = pools;
    int i = 0;
    while (full.state(pool).decide(Request.auto(pool + "/" + i++)) instanceof Granted g) {
      full = with(full, pool, g.lease());
    }
    return full;
  }

  @Test
  void decide_whenBothFamiliesHaveOne_givesBoth() {
    Outcome outcome = POOLS.decide(DUAL);
    assertThat(outcome)
        .isEqualTo(
            placed(
                granted("a4", "10.0.1.1", Reason.LOWEST_FREE),
                granted("a6", "::1", Reason.LOWEST_FREE)));
    Pools next = POOLS.with((Placed) outcome, NOW);
    assertThat(next.state("a4").owner(IpAddress.parse("10.0.1.1"))).contains("ns/pod");
    assertThat(next.state("a6").owner(IpAddress.parse("::1"))).contains("ns/pod");
    assertThat(next.decide(DUAL))
        .isEqualTo(
            placed(
                kept("a4", lease("ns/pod", "10.0.1.1", null)),
                kept("a6", lease("ns/pod", "::1", null))));
  }

  @Test
  void decide_whenOneLegHasNone_givesNoneAndSaysWhatEachPoolSaid() {
    Pools pools = full(full(POOLS, "a4"), "b4");
    Unplaced unplaced = unplaced(pools.decide(Demand.of("ns/pod", LEG_6, LEG_4)));
    assertThat(unplaced.leg()).isEqualTo(1);
    assertThat(unplaced.pools().keySet()).containsExactly("a4", "b4");
    assertThat(unplaced.clearedByRelease()).isTrue();
    assertThat(unplaced.message())
        .startsWith("cannot give \"ns/pod\" an address for each of its legs: leg 1 has none")
        .contains("a4: cannot give an address of 10.0.1.0/30")
        .contains("b4: cannot give an address of 10.0.2.0/30");
  }

  @Test
  void decide_whenTheFirstPoolIsFull_fallsBackAndStaysThere() {
    Pools pools = full(POOLS, "a4");
    Placed placed = (Placed) pools.decide(Demand.of("ns/pod", LEG_4));
    assertThat(placed).isEqualTo(placed(granted("b4", "10.0.2.1", Reason.LOWEST_FREE)));
    Pools room = pools.with(placed, NOW).released("a4/0", NOW.minusSeconds(99));
    assertThat(room.decide(Demand.of("ns/pod", LEG_4)))
        .isEqualTo(placed(kept("b4", lease("ns/pod", "10.0.2.1", null))));
  }

  @Test
  void decide_whenTheFirstPoolOnlyHasResting_fallsBack() {
    Pools pools = full(POOLS, "a4").released("a4/1", NOW);
    Demand demand = new Demand(Request.auto("ns/pod").withNow(NOW), List.of(LEG_4));
    assertThat(pools.decide(demand))
        .isEqualTo(placed(granted("b4", "10.0.2.1", Reason.LOWEST_FREE)));
    assertThat(full(pools, "b4").decide(demand))
        .isEqualTo(placed(granted("a4", "10.0.1.2", Reason.RESTED_EARLY)));
  }

  @Test
  void decide_whenALaterPoolRemembersTheIdentity_returnsThere() {
    Lease before = new Lease("ns/pod", IpAddress.parse("10.0.2.2"), null, "set-0");
    Pools pools = with(POOLS, "b4", before).released("ns/pod", NOW);
    Request request = Request.auto("ns/pod").withIdentity("set-0").withNow(NOW);
    assertThat(decide(pools, request, LEG_4))
        .isEqualTo(placed(granted("b4", before, Reason.STICKY)));
  }

  @Test
  void with_whenTheOwnerLeavesAPool_givesItsAddressBack() {
    Pools pools = with(POOLS, "b4", lease("ns/pod", "10.0.2.1", null));
    Placed placed = (Placed) pools.decide(Demand.of("ns/pod", Leg.of("a4")));
    Pools next = pools.with(placed, NOW);
    assertThat(next.state("b4").lease("ns/pod")).isEmpty();
    assertThat(next.state("b4").resting()).containsOnlyKeys(IpAddress.parse("10.0.2.1"));
    assertThat(next.state("a4").lease("ns/pod")).isPresent();
  }

  @Test
  void decide_whenAttached_keepsWhatItHasWhateverItWishes() {
    Pools pools = with(POOLS, "b4", lease("ns/pod", "10.0.2.9", MAC_1));
    Request request = Request.auto("ns/pod").withAttached(true);
    assertThat(decide(pools, request, LEG_6))
        .isEqualTo(placed(kept("b4", lease("ns/pod", "10.0.2.9", MAC_1))));
    assertThat(decide(POOLS, request, LEG_6))
        .isEqualTo(placed(granted("a6", "::1", Reason.LOWEST_FREE)));
  }

  @Test
  void decide_whenMacsAreWished_givesAllLegsTheSame() {
    Pools pools = with(POOLS, "a6", lease("ns/other", "::1", MAC_1));
    Request request = Request.auto("ns/pod").withMacs(List.of(MAC_1, MAC_2));
    assertThat(decide(pools, request, LEG_4, LEG_6))
        .isEqualTo(
            placed(
                granted("a4", lease("ns/pod", "10.0.1.1", MAC_2), Reason.LOWEST_FREE),
                granted("a6", lease("ns/pod", "::2", MAC_2), Reason.LOWEST_FREE)));
    Pools own = with(POOLS, "a6", lease("ns/pod", "::1", MAC_2));
    assertThat(decide(own, request, LEG_4, LEG_6))
        .isEqualTo(
            placed(
                granted("a4", lease("ns/pod", "10.0.1.1", MAC_2), Reason.LOWEST_FREE),
                kept("a6", lease("ns/pod", "::1", MAC_2))));
  }

  @Test
  void decide_whenNoMacIsFreeInEveryLeg_givesNone() {
    Pools pools = with(POOLS, "a6", lease("ns/other", "::1", MAC_1));
    pools = with(pools, "a4", lease("ns/other", "10.0.1.1", MAC_2));
    Request request = Request.auto("ns/pod").withMacs(List.of(MAC_1, MAC_2));
    Leg only = Leg.of("a4");
    Unplaced unplaced = unplaced(decide(pools, request, only, LEG_6));
    assertThat(unplaced.pools().values())
        .allMatch(refused -> refused.reason() == Refusal.MAC_IN_USE);
    assertThat(unplaced.message()).contains("in use by ns/other");
    Unplaced exhausted = unplaced(decide(full(pools, "a4"), request, only, LEG_6));
    assertThat(reason(exhausted, "a4")).isEqualTo(Refusal.EXHAUSTED);
  }

  /** Whatever the order of the MACs, that there is no address says more than that one is in use. */
  @Test
  void decide_whenOneMacIsInUseAndForAnotherNoAddressIsFree_saysTheLatter() {
    Pools pools = full(with(POOLS, "a4", lease("ns/other", "10.0.1.1", MAC_1)), "a4");
    for (List<MacAddress> macs : List.of(List.of(MAC_1, MAC_2), List.of(MAC_2, MAC_1))) {
      Request request = Request.auto("ns/pod").withMacs(macs);
      Unplaced unplaced = unplaced(decide(pools, request, Leg.of("a4")));
      assertThat(reason(unplaced, "a4")).isEqualTo(Refusal.EXHAUSTED);
    }
  }

  @Test
  void decide_whenTheOwnersLegsHaveTwoMacs_givesAllLegsTheFirstLegs() {
    Pools pools = with(POOLS, "a4", lease("ns/pod", "10.0.1.1", MAC_1));
    pools = with(pools, "a6", lease("ns/pod", "::1", MAC_2));
    Request request = Request.auto("ns/pod").withMacs(List.of(MAC_1, MAC_2));
    assertThat(decide(pools, request, LEG_4, LEG_6))
        .isEqualTo(
            placed(
                kept("a4", lease("ns/pod", "10.0.1.1", MAC_1)),
                granted("a6", lease("ns/pod", "::1", MAC_1), Reason.OTHER_MAC)));
  }

  @Test
  void decide_whenOnlyTheMacChanges_staysInALaterPool() {
    Pools pools = with(POOLS, "b4", lease("ns/pod", "10.0.2.1", MAC_1));
    Request request = Request.auto("ns/pod").withMacs(List.of(MAC_2));
    assertThat(decide(pools, request, LEG_4))
        .isEqualTo(placed(granted("b4", lease("ns/pod", "10.0.2.1", MAC_2), Reason.OTHER_MAC)));
  }

  @Test
  void decide_whenALaterPoolCannotLetItsOwnerStay_takesTheFirst() {
    Pools pools = with(POOLS, "b4", lease("ns/pod", "10.0.2.9", null));
    assertThat(pools.decide(Demand.of("ns/pod", LEG_4)))
        .isEqualTo(placed(granted("a4", "10.0.1.1", Reason.LOWEST_FREE)));
  }

  @Test
  void decide_whenALegPairsItsAddresses_givesThePair() {
    Leg named =
        Leg.of("a4").withAddresses(IpAddress.parse("10.0.1.1"), IpAddress.parse("10.0.1.2"));
    Pools pools = with(POOLS, "a4", lease("ns/other", "10.0.1.1", null));
    Request request = Request.auto("ns/pod").withMacs(List.of(MAC_1, MAC_2));
    assertThat(decide(pools, request, LEG_6, named))
        .isEqualTo(
            placed(
                granted("a6", lease("ns/pod", "::1", MAC_2), Reason.LOWEST_FREE),
                granted("a4", lease("ns/pod", "10.0.1.2", MAC_2), Reason.NAMED)));
    assertThat(decide(POOLS, request.withOrdinal(1), LEG_6, named))
        .isEqualTo(
            placed(
                granted("a6", lease("ns/pod", "::1", MAC_2), Reason.LOWEST_FREE),
                granted("a4", lease("ns/pod", "10.0.1.2", MAC_2), Reason.ORDINAL)));
    Unplaced beyond = unplaced(decide(POOLS, request.withOrdinal(2), LEG_6, named));
    assertThat(beyond.leg()).isEqualTo(1);
    assertThat(beyond.clearedByRelease()).isFalse();
    assertThat(reason(beyond, "a4")).isEqualTo(Refusal.ORDINAL_BEYOND_LIST);
  }

  @Test
  void decide_whenAMacIsUnusableOrAPoolUnknown_saysSo() {
    Request request =
        Request.auto("ns/pod").withMacs(List.of(MAC_1, MacAddress.parse("01:00:5e:00:00:01")));
    Unplaced mac = unplaced(decide(POOLS, request, LEG_6));
    assertThat(mac.message()).contains("01:00:5e:00:00:01");
    Unplaced pool = unplaced(POOLS.decide(Demand.of("ns/pod", Leg.of("none"))));
    assertThat(pool.clearedByRelease()).isFalse();
    assertThat(pool.message()).contains("it must be one of a4, a6, b4, got \"none\"");
    assertThat(POOLS.decide(Demand.of("ns/pod", Leg.of("none", "a4"))))
        .isEqualTo(placed(granted("a4", "10.0.1.1", Reason.LOWEST_FREE)));
  }

  @Test
  void state_whenThereIsNone_throws() {
    assertThatThrownBy(() -> POOLS.state("none"))
        .hasMessageStartingWith("cannot find pool \"none\": it must be one of a4, a6, b4");
    assertThat(POOLS.states()).containsOnlyKeys("a4", "a6", "b4");
  }

  @Test
  void demand_whenItIsBad_throws() {
    assertThatThrownBy(() -> Demand.of("ns/pod")).hasMessageContaining("must have a leg");
    assertThatThrownBy(() -> Leg.of()).hasMessageContaining("must name a pool");
    assertThatThrownBy(() -> Demand.of("ns/pod", LEG_4, Leg.of("b4")))
        .hasMessageContaining("named once, got \"b4\" again");
    Request named = Request.auto("ns/pod").withAddresses(List.of(IpAddress.IPV4_LOWEST));
    assertThatThrownBy(() -> new Demand(named, List.of(LEG_4)))
        .hasMessageContaining("its legs name the addresses, got [0.0.0.0]");
  }
}
