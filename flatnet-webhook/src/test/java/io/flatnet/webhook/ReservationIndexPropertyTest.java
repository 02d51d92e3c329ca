package io.flatnet.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The index of reservations against a look at each of them. */
final class ReservationIndexPropertyTest {
  private static IpAddress address(int last) {
    return IpAddress.parse("10.0.0." + last);
  }

  @Provide
  static Arbitrary<Map<String, RangeSet>> reservations() {
    Arbitrary<RangeSet> set =
        Arbitraries.integers()
            .between(0, 9)
            .list()
            .ofMaxSize(6)
            .map(some -> RangeSet.copyOf(some.stream().map(i -> IpRange.of(address(i))).toList()));
    return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), set);
  }

  @Property
  void other_isAWorkloadThatHasReservedTheAddress(
      @ForAll("reservations") Map<String, RangeSet> reservations,
      @ForAll @IntRange(max = 9) int last) {
    ReservationIndex index = ReservationIndex.of(reservations);
    for (String workload : List.of("a", "b", "c", "d", "e")) {
      Map<String, RangeSet> others = new HashMap<>(reservations);
      others.remove(workload);
      others.values().removeIf(set -> !set.contains(address(last)));
      Optional<String> other = index.other(workload, address(last));
      assertThat(other.isPresent()).isEqualTo(!others.isEmpty());
      other.ifPresent(found -> assertThat(others).containsKey(found));
      boolean isOwn = reservations.getOrDefault(workload, RangeSet.empty()).contains(address(last));
      assertThat(index.isOnly(workload, address(last))).isEqualTo(isOwn && others.isEmpty());
    }
  }
}
