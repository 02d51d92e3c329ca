package io.flatnet.controllers.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.ledger.Reservation;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.RangeSet;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReservationMessageTest {
  private static SortedMap<IpAddress, String> map(int count, String value) {
    SortedMap<IpAddress, String> map = new TreeMap<>();
    for (int i = 1; i <= count; i++) {
      map.put(IpAddress.parse("10.0.0." + i), value);
    }
    return map;
  }

  private static Reservation reservation(
      SortedMap<IpAddress, String> elders, SortedMap<IpAddress, String> holders) {
    return new Reservation("s", "Deployment/n/web", RangeSet.empty(), elders, holders);
  }

  @Test
  void of_whenOnlyPodsOfTheWorkloadHoldAddresses_isEmpty() {
    assertThat(ReservationMessage.of(reservation(map(0, ""), map(3, "n/own")), pod -> false))
        .isEmpty();
  }

  @Test
  void of_whenOthersHaveAddresses_saysWhoHasWhich() {
    assertThat(
            ReservationMessage.of(
                reservation(map(1, "Job/n/j"), map(2, "n/p")), pod -> pod.equals("n/p")))
        .hasValueSatisfying(
            message ->
                assertThat(message)
                    .contains(
                        "\"s\"",
                        "10.0.0.1 reserved for Job/n/j",
                        "10.0.0.1 held by pod n/p",
                        "10.0.0.2 held by pod n/p"));
  }

  @Test
  void of_whenThereAreMany_showsEightAndCountsTheRest() {
    assertThat(ReservationMessage.of(reservation(map(11, "Job/n/j"), map(0, "")), pod -> true))
        .hasValueSatisfying(
            message ->
                assertThat(message)
                    .contains("10.0.0.8 reserved", "and 3 more")
                    .doesNotContain("10.0.0.9"));
  }
}
