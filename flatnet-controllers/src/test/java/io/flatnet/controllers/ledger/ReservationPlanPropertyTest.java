package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.RangeSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Reservations of a few workloads that wish the same few addresses. */
final class ReservationPlanPropertyTest {
  private static final List<IpAddress> ADDRESSES =
      List.of(
          IpAddress.parse("10.0.0.1"),
          IpAddress.parse("10.0.0.2"),
          IpAddress.parse("10.0.0.3"),
          IpAddress.parse("10.0.0.9"),
          IpAddress.parse("fd00::1"));

  private static Arbitrary<Map<String, RangeSet>> reservations(int leastAddresses) {
    Arbitrary<RangeSet> addresses =
        Arbitraries.of(ADDRESSES)
            .set()
            .ofMinSize(leastAddresses)
            .ofMaxSize(3)
            .map(ReservationPlanPropertyTest::set);
    return Arbitraries.maps(Arbitraries.of("A/n/a", "A/n/b", "B/n/a", "X/n/x"), addresses)
        .ofMaxSize(4)
        .map(LinkedHashMap::new);
  }

  private static RangeSet set(Set<IpAddress> addresses) {
    RangeSet set = RangeSet.empty();
    for (IpAddress address : addresses) {
      set = set.with(address);
    }
    return set;
  }

  @Provide
  Arbitrary<Map<String, RangeSet>> written() {
    return reservations(1);
  }

  @Provide
  Arbitrary<Map<String, RangeSet>> wishes() {
    return reservations(0);
  }

  private static RangeSet at(Map<String, RangeSet> sets, String workload) {
    return sets.getOrDefault(workload, RangeSet.empty());
  }

  private static List<String> having(Map<String, RangeSet> sets, IpAddress address) {
    return sets.keySet().stream().filter(workload -> at(sets, workload).contains(address)).toList();
  }

  @Property
  void of_always_givesOnlyWhatIsWishedAndLeavesOthersAlone(
      @ForAll("written") Map<String, RangeSet> written,
      @ForAll("wishes") Map<String, RangeSet> wishes) {
    ReservationPlan plan = ReservationPlan.of(written, wishes);

    assertThat(plan.reserved().values()).noneMatch(RangeSet::isEmpty);
    written.forEach(
        (workload, addresses) -> {
          if (!wishes.containsKey(workload)) {
            assertThat(at(plan.reserved(), workload)).isEqualTo(addresses);
          }
        });
    wishes.forEach(
        (workload, wish) ->
            assertThat(at(plan.reserved(), workload).minus(wish).isEmpty()).isTrue());
  }

  @Property
  void of_whenSeveralWishOneAddress_theElderEntryWins(
      @ForAll("written") Map<String, RangeSet> written,
      @ForAll("wishes") Map<String, RangeSet> wishes) {
    ReservationPlan plan = ReservationPlan.of(written, wishes);

    for (IpAddress address : ADDRESSES) {
      List<String> elders =
          having(written, address).stream()
              .filter(
                  workload ->
                      !wishes.containsKey(workload) || at(wishes, workload).contains(address))
              .toList();
      List<String> wishing = having(wishes, address);
      List<String> having = having(plan.reserved(), address);
      if (elders.isEmpty()) {
        assertThat(having).isEqualTo(wishing.stream().limit(1).toList());
      } else {
        assertThat(having).containsExactlyInAnyOrderElementsOf(elders);
      }
      for (String workload : wishing) {
        assertThat(having.contains(workload) || at(plan.lost(), workload).contains(address))
            .isTrue();
      }
    }
  }

  @Property
  void of_whenWrittenAlready_changesNothing(
      @ForAll("written") Map<String, RangeSet> written,
      @ForAll("wishes") Map<String, RangeSet> wishes) {
    ReservationPlan once = ReservationPlan.of(written, wishes);

    assertThat(ReservationPlan.of(once.reserved(), wishes)).isEqualTo(once);
  }
}
