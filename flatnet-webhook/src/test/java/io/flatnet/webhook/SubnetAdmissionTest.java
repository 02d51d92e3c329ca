package io.flatnet.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.ipam.Finding;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.LedgerCodec;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SubnetAdmissionTest {
  private static final FlatNetworkSubnetSpec SPEC =
      FlatNetworkSubnetSpec.builder()
          .flatMode("macvlan")
          .master("eth0")
          .vlan(0)
          .cidr("10.0.0.0/24")
          .gateway("10.0.0.1")
          .build();
  private static final FlatNetworkSubnet SUBNET = subnet("net", SPEC);

  private static FlatNetworkSubnet subnet(String name, FlatNetworkSubnetSpec spec) {
    return FlatNetworkSubnet.builder()
        .metadata(new V1ObjectMeta().namespace("cattle-flat-network").name(name))
        .spec(spec)
        .build();
  }

  private static IpRangeSpec range(String from, String to) {
    return IpRangeSpec.builder().from(from).to(to).build();
  }

  private static FlatNetworkSubnet with(FlatNetworkSubnet subnet, FlatNetworkSubnetStatus status) {
    return FlatNetworkSubnet.builder().from(subnet).status(status).build();
  }

  private static Verdict.Denied denied(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Denied.class);
    return (Verdict.Denied) verdict;
  }

  private static List<String> warnings(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Allowed.class);
    return ((Verdict.Allowed) verdict).warnings();
  }

  @Test
  void create_whenAllIsWell_isAllowed() {
    assertThat(warnings(SubnetAdmission.create(SUBNET, List.of(SUBNET)))).isEmpty();
  }

  @Test
  void create_whenOneThingIsWrong_saysWhatInOneLine() {
    Verdict.Denied denied =
        denied(SubnetAdmission.create(subnet("net", SPEC.withVlan(4095)), List.of()));
    assertThat(denied.message())
        .isEqualTo(
            "cannot accept subnet \"net\": spec.vlan must be 0 to 4094, got \"4095\"; write 0 for"
                + " an untagged network");
  }

  @Test
  void create_whenManyThingsAreWrong_saysThemAll() {
    Verdict.Denied denied =
        denied(
            SubnetAdmission.create(
                subnet("net", FlatNetworkSubnetSpec.builder().vlan(-1).build()), List.of()));
    assertThat(denied.findings())
        .extracting(Finding::field)
        .containsExactly("spec.flatMode", "spec.master", "spec.vlan", "spec.cidr");
    assertThat(denied.message().lines()).hasSize(5).element(0).asString().contains("4 things");
  }

  @Test
  void create_whenThousandsOfThingsAreWrong_hasAMessageThatCanBeRead() {
    List<IpRangeSpec> ranges =
        IntStream.range(0, 5000).mapToObj(i -> range("x".repeat(1000), "y")).toList();
    Verdict.Denied denied =
        denied(SubnetAdmission.create(subnet("net", SPEC.withRanges(ranges)), List.of()));
    assertThat(denied.findings()).hasSize(10_000);
    assertThat(denied.message()).hasSizeLessThan(10_000).endsWith("and 9980 more");
  }

  @Test
  void create_whenAnotherSubnetIsInTheWay_isDenied() {
    Verdict.Denied denied = denied(SubnetAdmission.create(SUBNET, List.of(subnet("other", SPEC))));
    assertThat(denied.message()).contains("\"other\"");
  }

  @Test
  void create_whenRangesOverlap_isAllowedWithAWarning() {
    FlatNetworkSubnetSpec spec =
        SPEC.withRanges(List.of(range("10.0.0.5", "10.0.0.9"), range("10.0.0.9", "10.0.0.12")));
    assertThat(warnings(SubnetAdmission.create(subnet("net", spec), List.of())))
        .singleElement()
        .asString()
        .contains("overlaps 10.0.0.5-10.0.0.9");
  }

  @Test
  void create_whenThereIsNoSpec_isDenied() {
    FlatNetworkSubnet empty = FlatNetworkSubnet.builder().build();
    assertThat(denied(SubnetAdmission.create(empty, List.of())).findings()).isNotEmpty();
  }

  @Test
  void update_whenTheOldObjectHadTheSameFaults_isAllowed() {
    FlatNetworkSubnet broken = subnet("net", SPEC.withCidr("10.0.0.0/33"));
    FlatNetworkSubnet labelled =
        FlatNetworkSubnet.builder()
            .from(broken)
            .metadata(
                new V1ObjectMeta()
                    .namespace("cattle-flat-network")
                    .name("net")
                    .putLabelsItem("master", "eth0"))
            .build();
    assertThat(warnings(SubnetAdmission.update(broken, labelled, List.of()))).isEmpty();
  }

  @Test
  void update_whenItAddsAFault_isDeniedForThatAlone() {
    FlatNetworkSubnet broken = subnet("net", SPEC.withVlan(4095));
    FlatNetworkSubnet worse = subnet("net", SPEC.withVlan(4095).withMode("l2"));
    assertThat(denied(SubnetAdmission.update(broken, worse, List.of())).findings())
        .extracting(Finding::field)
        .containsExactly("spec.mode");
  }

  @Test
  void update_whenItTradesAFaultForAnotherOfTheSameField_isDenied() {
    FlatNetworkSubnet broken = subnet("net", SPEC.withVlan(4095));
    FlatNetworkSubnet other = subnet("net", SPEC.withVlan(4096));
    assertThat(denied(SubnetAdmission.update(broken, other, List.of())).findings())
        .extracting(Finding::field)
        .containsExactly("spec.vlan");
  }

  @Test
  void update_whenTheObjectIsBeingDeleted_isAllowed() {
    FlatNetworkSubnet going = subnet("net", SPEC.withVlan(4095));
    going
        .getMetadata()
        .setDeletionTimestamp(OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC));
    assertThat(warnings(SubnetAdmission.update(SUBNET, going, List.of()))).isEmpty();
  }

  @Test
  void update_whenAddressesInUseWouldBeOutside_isDenied() {
    RangeSet used = RangeSet.of(IpRange.of(IpAddress.parse("10.0.0.200")));
    FlatNetworkSubnet old =
        with(SUBNET, FlatNetworkSubnetStatus.builder().ledger(LedgerCodec.encode(used)).build());
    FlatNetworkSubnet smaller = subnet("net", SPEC.withCidr("10.0.0.0/25"));
    assertThat(denied(SubnetAdmission.update(old, smaller, List.of())).message())
        .contains("spec.cidr must contain the addresses in use, and 10.0.0.200 are outside");
    FlatNetworkSubnet moved =
        subnet("net", SPEC.withRanges(List.of(range("10.0.0.10", "10.0.0.199"))));
    assertThat(denied(SubnetAdmission.update(old, moved, List.of())).message())
        .contains("spec.ranges must contain");
    FlatNetworkSubnet enough =
        subnet("net", SPEC.withRanges(List.of(range("10.0.0.10", "10.0.0.200"))));
    assertThat(warnings(SubnetAdmission.update(old, enough, List.of()))).isEmpty();
  }

  /** A status of the operator that this one takes over from: no ledger, the gateway in usedIP. */
  @Test
  void update_whenTheStatusHasNoLedger_readsItsUsedAddresses() {
    FlatNetworkSubnet old =
        with(
            SUBNET,
            FlatNetworkSubnetStatus.builder()
                .usedIP(List.of(range("10.0.0.1", "10.0.0.1"), range("10.0.0.20", "10.0.0.21")))
                .build());
    FlatNetworkSubnet fits =
        subnet("net", SPEC.withRanges(List.of(range("10.0.0.20", "10.0.0.30"))));
    assertThat(warnings(SubnetAdmission.update(old, fits, List.of()))).isEmpty();
    FlatNetworkSubnet cuts =
        subnet("net", SPEC.withRanges(List.of(range("10.0.0.21", "10.0.0.30"))));
    assertThat(denied(SubnetAdmission.update(old, cuts, List.of())).message())
        .contains("10.0.0.20 are outside");
  }

  @Test
  void update_whenTheLedgerCannotBeRead_isAllowedWithAWarning() {
    FlatNetworkSubnet old = with(SUBNET, FlatNetworkSubnetStatus.builder().ledger("v9;x").build());
    FlatNetworkSubnet smaller = subnet("net", SPEC.withCidr("10.0.0.0/25"));
    assertThat(warnings(SubnetAdmission.update(old, smaller, List.of())))
        .singleElement()
        .asString()
        .contains("cannot tell whether addresses in use stay inside")
        .contains("v9;x");
  }

  @Test
  void denied_whenThereIsNoFinding_throws() {
    assertThatThrownBy(() -> new Verdict.Denied(List.of(), ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
