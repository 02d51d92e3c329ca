package io.flatnet.lab.bench.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetState;
import java.util.List;
import org.junit.jupiter.api.Test;

class OccupancyTest {

  @Test
  void contiguous_isOneRange() {
    assertThat(used(Occupancy.contiguous("10.0.0.0/16", 50_000)).rangeCount()).isOne();
  }

  @Test
  void fragmented_hasARangeForEachLease() {
    RangeSet used = used(Occupancy.fragmented("10.0.0.0/15", 50_000));

    assertThat(used.rangeCount()).isEqualTo(50_000);
    assertThat(used.lowest().orElseThrow()).hasToString("10.0.0.1");
  }

  @Test
  void occupancy_ofAFullNetworkWithHoles_hasAsManyHolesAsFit() {
    assertThat(used(Occupancy.parse("10.0.0.0/16 50000 65534")).rangeCount())
        .isEqualTo(15_534 + 1); // each hole is between two
  }

  @Test
  void everyOccupancy_ofThePlan_hasOwnersAndAddressesOnceEach() {
    Plan.steps(1).stream()
        .map(Step::occupancy)
        .filter(occupancy -> occupancy.leases() <= 50_000)
        .distinct()
        .forEach(
            occupancy -> {
              List<Lease> leases = occupancy.leasesByAddress();
              assertThat(leases.stream().map(Lease::owner).distinct())
                  .as(occupancy.toString())
                  .hasSize(occupancy.leases());
              assertThat(SubnetState.of(occupancy.rules(), leases).duplicates()).isEmpty();
              assertThat(occupancy.rules().candidates().intersection(used(occupancy)))
                  .isEqualTo(used(occupancy));
            });
  }

  @Test
  void parse_ofItsText_isTheSame() {
    Occupancy occupancy = Occupancy.fragmented("2001:db8::/30", 7);

    assertThat(Occupancy.parse(occupancy.toString())).isEqualTo(occupancy);
  }

  @Test
  void occupancy_ofMoreLeasesThanSlots_isRefused() {
    assertThatThrownBy(() -> new Occupancy(IpPrefix.parse("10.0.0.0/24"), 3, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10.0.0.0/24");
  }

  private static RangeSet used(Occupancy occupancy) {
    return SubnetState.of(occupancy.rules(), occupancy.leasesByAddress()).used();
  }
}
