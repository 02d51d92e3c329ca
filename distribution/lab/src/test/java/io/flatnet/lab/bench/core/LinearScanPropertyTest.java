package io.flatnet.lab.bench.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.Decision;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.Request;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.SubnetState;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Shows that the allocators that ours is compared with do the same as ours. */
class LinearScanPropertyTest {
  static final int ADDRESSES = 29; // the index of the last that every network has
  private static final List<String> NETWORKS =
      List.of(
          "10.0.0.0/27",
          "255.255.255.224/27",
          "fd00::/123",
          "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffe0/123");

  @Property
  void scans_afterAnyGrantsAndReleases_haveWhatOursHas(
      @ForAll @IntRange(max = 3) int network,
      @ForAll @Size(max = 100)
          List<@IntRange(min = -3 * ADDRESSES, max = ADDRESSES) Integer> acts) {
    SubnetRules rules = SubnetRules.of(IpPrefix.parse(NETWORKS.get(network)));
    IpRange pool = rules.candidates().ranges().getFirst();
    SubnetState ours = SubnetState.of(rules, List.of());
    LinearScan scan = LinearScan.of(pool, List.of());
    LeanScan lean = LeanScan.of(pool, List.of());
    for (int act : acts) {
      IpAddress address = act < 0 ? lowestFree(ours).orElse(pool.to()) : nth(pool, act);
      if (act < 0) { // more grants than releases, so that the network fills up
        ours = ours.with(new Lease("pod-" + address, address, null));
        scan = scan.with(address);
        lean = lean.with(address);
      } else {
        ours = ours.without("pod-" + address);
        scan = scan.without(address);
        lean = lean.without(address);
      }
      assertThat(scan.lowestFree()).isEqualTo(lowestFree(ours));
      assertThat(lean.lowestFree()).isEqualTo(lowestFree(ours));
      assertThat(scan.used()).isEqualTo(ours.used().ranges());
      assertThat(lean.used()).isEqualTo(ours.used().ranges());
    }
  }

  @Property
  void of_anyAddresses_isWhatAddingThemGives(
      @ForAll @IntRange(max = 3) int network,
      @ForAll @Size(max = 32) List<@IntRange(max = ADDRESSES) Integer> places) {
    IpRange pool =
        SubnetRules.of(IpPrefix.parse(NETWORKS.get(network))).candidates().ranges().getFirst();
    LinearScan scan = LinearScan.of(pool, List.of());
    LeanScan lean = LeanScan.of(pool, List.of());
    for (int place : places) {
      scan = scan.with(nth(pool, place));
      lean = lean.with(nth(pool, place));
    }
    List<IpAddress> ascending =
        places.stream().distinct().sorted().map(at -> nth(pool, at)).toList();

    assertThat(scan.used()).isEqualTo(LeanScan.of(pool, ascending).used());
    assertThat(lean.used()).isEqualTo(LinearScan.of(pool, ascending).used());
  }

  private static Optional<IpAddress> lowestFree(SubnetState state) {
    return state.decide(Request.auto("newcomer")) instanceof Decision.Granted granted
        ? Optional.of(granted.lease().address())
        : Optional.empty();
  }

  private static IpAddress nth(IpRange pool, int index) {
    IpAddress address = pool.from();
    for (int i = 0; i < index; i++) {
      address = address.next();
    }
    return address;
  }
}
