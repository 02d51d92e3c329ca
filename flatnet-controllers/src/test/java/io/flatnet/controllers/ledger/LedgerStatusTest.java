package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.MacAddress;
import io.flatnet.ipam.RangeSet;
import io.flatnet.ipam.SubnetRules;
import io.flatnet.ipam.SubnetState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerStatusTest {
  private static final SubnetRules RULES =
      new SubnetRules(
          IpPrefix.parse("10.0.0.0/16"), IpAddress.parse("10.0.0.1"), RangeSet.empty(), Map.of());
  private static final FlatNetworkSubnetStatus NOTHING = FlatNetworkSubnetStatus.builder().build();

  private static IpRangeSpec range(String from, String to) {
    return IpRangeSpec.builder().from(from).to(to).build();
  }

  private static Lease lease(String owner, String address) {
    return new Lease(owner, IpAddress.parse(address), null);
  }

  @Test // [!] the reference counts the gateway at times
  void of_whenThereIsAGateway_showsItInUsedIpAndDoesNotCountIt() {
    SubnetState state =
        SubnetState.of(RULES, List.of(lease("n/a", "10.0.0.2"), lease("n/b", "10.0.0.9")));

    FlatNetworkSubnetStatus status =
        LedgerStatus.of(NOTHING, state, Set.of(), Assessment.valid(RULES), null);

    assertThat(status.getUsedIP())
        .containsExactly(range("10.0.0.1", "10.0.0.2"), range("10.0.0.9", "10.0.0.9"));
    assertThat(status.getUsedIPCount()).isEqualTo(2);
    assertThat(status.getGateway()).isEqualTo("10.0.0.1");
    assertThat(status.getPhase()).isEqualTo("Active");
    assertThat(status.getUsedIPTruncated()).isNull();
    assertThat(LedgerCodec.decode(String.valueOf(status.getLedger())).addressCount()).isEqualTo(2);
  }

  @Test
  void of_whenThereAreManyRanges_showsTheFirstAndKeepsAllInTheLedger() {
    List<Lease> leases = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      leases.add(lease("n/p" + i, "10.0." + (i / 100) + "." + (2 + 2 * (i % 100))));
    }

    FlatNetworkSubnetStatus status =
        LedgerStatus.of(
            NOTHING, SubnetState.of(RULES, leases), Set.of(), Assessment.valid(RULES), null);

    assertThat(status.getUsedIP()).hasSize(LedgerStatus.SHOWN_RANGES);
    assertThat(status.getUsedIPTruncated()).isTrue();
    assertThat(status.getUsedIPCount()).isEqualTo(3000);
    assertThat(LedgerCodec.decode(String.valueOf(status.getLedger())).addressCount())
        .isEqualTo(3000);
  }

  @Test
  void of_whenSubnetIsInvalid_keepsWhatIsHeldAndSaysWhy() {
    SubnetState state = SubnetState.of(RULES, List.of(lease("n/a", "10.0.0.2")));

    FlatNetworkSubnetStatus status =
        LedgerStatus.of(
            NOTHING, state, Set.of(), Assessment.failed(null, "spec.cidr is bad"), null);

    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getFailureMessage()).isEqualTo("spec.cidr is bad");
    assertThat(status.getUsedIPCount()).isEqualTo(1);
  }

  @Test
  void of_whenLedgerCannotBeRead_leavesItAsItIs() {
    FlatNetworkSubnetStatus old =
        NOTHING.withLedger("v9;later").withUsedIPCount(7).withPhase("Active");

    FlatNetworkSubnetStatus status =
        LedgerStatus.of(
            old,
            SubnetState.of(RULES, List.of()),
            Set.of(),
            Assessment.valid(RULES),
            "another version");

    assertThat(status.getLedger()).isEqualTo("v9;later");
    assertThat(status.getUsedIPCount()).isEqualTo(7);
    assertThat(status.getPhase()).isEqualTo("Failed");
    assertThat(status.getFailureMessage()).isEqualTo("another version");
  }

  @Test
  void of_whenOthersWroteReservations_keepsThem() {
    FlatNetworkSubnetStatus old =
        NOTHING.withReservedIP(Map.of("Deployment/n/web", List.of(range("10.0.0.5", "10.0.0.6"))));
    Lease lease =
        new Lease("n/a", IpAddress.parse("10.0.0.2"), MacAddress.parse("02:00:00:00:00:01"));

    FlatNetworkSubnetStatus status =
        LedgerStatus.of(
            old, SubnetState.of(RULES, List.of(lease)), Set.of(), Assessment.valid(RULES), null);

    assertThat(status.getReservedIP()).isEqualTo(old.getReservedIP());
    assertThat(status.getUsedMac()).containsExactly("02:00:00:00:00:01");
  }
}
