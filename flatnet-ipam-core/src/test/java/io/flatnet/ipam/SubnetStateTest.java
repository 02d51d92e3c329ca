package io.flatnet.ipam;

import static io.flatnet.ipam.DatabaseSubnet.MAC_1;
import static io.flatnet.ipam.DatabaseSubnet.MAC_2;
import static io.flatnet.ipam.DatabaseSubnet.ip;
import static io.flatnet.ipam.DatabaseSubnet.ips;
import static io.flatnet.ipam.DatabaseSubnet.lease;
import static io.flatnet.ipam.DatabaseSubnet.state;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a state says of itself. */
final class SubnetStateTest {
  @Test
  void of_whenTwoOwnersHaveOneAddress_showsBoth() {
    SubnetState state = state(lease("ns/b", 5), lease("ns/a", 5), lease("ns/c", 3));
    assertThat(state.duplicates())
        .isEqualTo(Map.of(ip(5), List.of(lease("ns/a", 5), lease("ns/b", 5))));
    assertThat(state.usedCount()).isEqualTo(2);
    assertThat(state.owner(ip(5))).contains("ns/a");
    SubnetState next = state.without("ns/a");
    assertThat(next.used().contains(ip(5))).isTrue();
    assertThat(next.duplicates()).isEmpty();
    assertThat(next.without("ns/b").used()).hasToString("[10.0.0.3]");
  }

  @Test
  void withHeld_whenALeaseIsFound_isTheLeases() {
    SubnetState state = state().withHeld(RangeSet.of(new IpRange(ip(4), ip(5))));
    assertThat(state.usedCount()).isEqualTo(2);
    SubnetState known = state.with(lease("ns/a", 4));
    assertThat(known.held()).hasToString("[10.0.0.5]");
    assertThat(known.usedCount()).isEqualTo(2);
    assertThat(known.without("ns/a").used()).hasToString("[10.0.0.5]");
    assertThat(known.withHeld(RangeSet.of(new IpRange(ip(4), ip(6)))).held())
        .hasToString("[10.0.0.5-10.0.0.6]");
  }

  @Test
  void withHeld_whenTheLedgerIsAbsurd_countsToTheBound() {
    SubnetState state =
        state().withHeld(RangeSet.of(new IpRange(IpAddress.IPV6_LOWEST, IpAddress.IPV6_HIGHEST)));
    assertThat(state.usedCount()).isEqualTo(Integer.MAX_VALUE);
    assertThat(state.with(lease("ns/a", 4)).usedCount()).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void leases_areInTheOrderOfOwners() {
    assertThat(new ArrayList<>(state(lease("ns/b", 5), lease("ns/a", 4)).leases()))
        .containsExactly(lease("ns/a", 4), lease("ns/b", 5));
  }

  @Test
  void of_whenAnOwnerHasTwoLeases_takesTheLater() {
    SubnetState state = state(lease("ns/a", 3), lease("ns/b", 4), lease("ns/a", 5));
    assertThat(state.leases()).containsExactly(lease("ns/a", 5), lease("ns/b", 4));
    assertThat(state.used()).isEqualTo(ips(4, 5));
    assertThat(state.last()).contains(ip(5));
  }

  @Test
  void without_whenManyHaveOneAddress_keepsTheOthersAndOtherAddresses() {
    SubnetState state =
        state(
            lease("ns/a", 5),
            lease("ns/b", 5),
            lease("ns/c", 5),
            lease("ns/d", 6),
            lease("ns/e", 6));
    List<Lease> ofSix = List.of(lease("ns/d", 6), lease("ns/e", 6));
    SubnetState two = state.without("ns/a");
    assertThat(two.duplicates())
        .isEqualTo(Map.of(ip(5), List.of(lease("ns/b", 5), lease("ns/c", 5)), ip(6), ofSix));
    assertThat(two.owner(ip(5))).contains("ns/b");
    SubnetState one = two.without("ns/c");
    assertThat(one.duplicates()).isEqualTo(Map.of(ip(6), ofSix));
    assertThat(one.owner(ip(5))).contains("ns/b");
    assertThat(one.without("ns/b").owner(ip(5))).isEmpty();
  }

  @Test
  void counts_areOfLeasesAndOfAddresses() {
    SubnetState state = state(lease("ns/a", 5), lease("ns/b", 5), lease("ns/c", 3));
    assertThat(state.leaseCount()).isEqualTo(3);
    assertThat(state.without("ns/a").leaseCount()).isEqualTo(2);
    assertThat(state)
        .hasToString(
            "10.0.0.0/29: 5 addresses for pods, 2 used, 1 reserved, 0 excluded, 0 cooling down");
  }

  @Test
  void macs_areThoseOfTheLeasesEachOnce() {
    SubnetState state =
        state(
            new Lease("ns/a", ip(3), MAC_2),
            new Lease("ns/b", ip(4), MAC_1),
            new Lease("ns/c", ip(5), MAC_2),
            lease("ns/d", 6));
    assertThat(state.macs()).containsExactly(MAC_1, MAC_2);
    assertThat(state.without("ns/a").macs()).containsExactly(MAC_1, MAC_2);
    assertThat(state.without("ns/a").without("ns/c").macs()).containsExactly(MAC_1);
  }
}
