package io.flatnet.ipam;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.Demand.Leg;
import io.flatnet.ipam.Outcome.Placed;
import io.flatnet.ipam.Outcome.Placement;
import io.flatnet.ipam.Outcome.Unplaced;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Runs of demands over small pools: all legs or none, one MAC, and no needless refusal. */
final class PoolsPropertyTest {
  private static final List<Leg> LEGS = List.of(Leg.of("a", "b"), Leg.of("c", "d"));

  private static SubnetState subnet(String cidr) {
    return SubnetState.of(SubnetRules.of(IpPrefix.parse(cidr)), List.of());
  }

  @Property
  void run_whenAnyDemands_givesAllLegsOrNone(
      @ForAll @Size(max = 25) List<@IntRange(max = 9999) Integer> steps) {
    Pools pools =
        Pools.of(
            Map.of(
                "a", subnet("10.0.1.0/30"),
                "b", subnet("10.0.2.0/30"),
                "c", subnet("::1:0/126"),
                "d", subnet("::2:0/127")));
    for (int step : steps) {
      String owner = "ns/" + step % 8;
      List<MacAddress> macs = new ArrayList<>();
      for (int i = 0; i < step / 8 % 4; i++) {
        macs.add(new MacAddress(2L * (1 + (step / 32 + i) % 5)));
      }
      Request request = Request.auto(owner).withMacs(macs);
      if (step / 1000 == 9) {
        pools = pools.released(owner, request.now());
      } else {
        pools = demand(pools, new Demand(request, LEGS));
      }
    }
  }

  private static Pools demand(Pools pools, Demand demand) {
    return switch (pools.decide(demand)) {
      case Placed placed -> {
        assertPlaced(pools, demand, placed);
        Pools next = pools.with(placed, demand.request().now());
        next.states().values().forEach(state -> assertThat(state.duplicates()).isEmpty());
        assertThat(((Placed) next.decide(demand)).placements())
            .allMatch(placement -> placement.decision() instanceof Decision.Kept);
        yield next;
      }
      case Unplaced unplaced -> {
        assertNeedful(pools, demand);
        assertThat(unplaced.pools().keySet())
            .containsExactlyElementsOf(LEGS.get(unplaced.leg()).pools());
        yield pools;
      }
    };
  }

  private static void assertPlaced(Pools pools, Demand demand, Placed placed) {
    List<MacAddress> macs = demand.request().macs();
    assertThat(placed.placements()).hasSameSizeAs(LEGS);
    for (int i = 0; i < LEGS.size(); i++) {
      Placement placement = placed.placements().get(i);
      Lease lease = placement.lease();
      assertThat(LEGS.get(i).pools()).contains(placement.pool());
      assertThat(lease.owner()).isEqualTo(demand.request().owner());
      SubnetState others = pools.state(placement.pool()).without(lease.owner());
      assertThat(others.used().contains(lease.address())).isFalse();
      if (!macs.isEmpty()) {
        assertThat(macs).contains(lease.mac());
        assertThat(others.macs()).doesNotContain(lease.mac());
        assertThat(lease.mac()).isEqualTo(placed.placements().getFirst().lease().mac());
      }
    }
  }

  /** For each MAC there is a leg of which no pool can give an address with it. */
  private static void assertNeedful(Pools pools, Demand demand) {
    List<Request> tries = new ArrayList<>();
    demand.request().macs().forEach(mac -> tries.add(demand.request().withMacs(List.of(mac))));
    if (tries.isEmpty()) {
      tries.add(demand.request());
    }
    for (Request request : tries) {
      assertThat(LEGS)
          .anyMatch(
              leg ->
                  leg.pools().stream()
                      .map(pool -> pools.state(pool).decide(request))
                      .allMatch(decision -> decision instanceof Decision.Refused));
    }
  }
}
