package io.flatnet.controllers.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.ipam.LedgerCodec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterCheckTest {
  private final Scene scene = new Scene();

  private void assertOnly(FaultKind kind, String object, String said) {
    assertThat(scene.faults())
        .singleElement()
        .satisfies(
            fault -> {
              assertThat(fault.kind()).isEqualTo(kind);
              assertThat(fault.object()).isEqualTo(object);
              assertThat(fault.message()).contains(said);
              assertThat(fault.next()).isNotEmpty();
            });
  }

  @Test
  void check_whenAllIsWell_findsNothing() {
    assertThat(scene.faults()).isEmpty();
  }

  @Test
  void check_whenTwoHoldOneAddress_namesBoth() {
    scene.add("other", "10.0.0.11");
    Metadata.of(scene.pods.getLast()).setLabels(Map.of());

    assertOnly(
        FaultKind.DUPLICATE_ADDRESS,
        "FlatNetworkIP shop/web-2",
        "10.0.0.11 on eth0.0 is held by shop/other, shop/web-2");
  }

  @Test
  void check_whenTwoHaveOneMac_namesBoth() {
    scene.addresses.replaceAll(ip -> ip.withStatus(ip.status().withMac("02:00:00:00:00:01")));

    assertOnly(
        FaultKind.DUPLICATE_MAC,
        "FlatNetworkIP shop/web-2",
        "02:00:00:00:00:01 on eth0.0 is held by shop/web-1, shop/web-2");
  }

  @Test
  void check_whenPodsOfIpvlanHaveTheMacOfTheirParent_findsNothing() {
    scene.addresses.replaceAll(ip -> ip.withStatus(ip.status().withMac("02:00:00:00:00:01")));
    scene.subnets.replaceAll(subnet -> subnet.withSpec(subnet.spec().withFlatMode("ipvlan")));

    assertThat(scene.faults()).isEmpty();
  }

  @Test
  void check_whenLedgerHasAnAddressThatNobodyHas_namesIt() {
    scene.ledger("10.0.0.10", "10.0.0.11", "10.0.0.50");

    assertOnly(FaultKind.LEAKED_ADDRESS, "FlatNetworkSubnet lab", "10.0.0.50");
  }

  @Test
  void check_whenLedgerHadAnAddressAtOneReadingOnly_findsNothing() {
    FlatNetworkSubnet well = scene.before.getFirst();
    scene.ledger("10.0.0.10", "10.0.0.11", "10.0.0.50");
    scene.before.set(0, well);

    assertThat(scene.faults()).isEmpty();
  }

  @Test
  void check_whenLedgerLacksAnAddress_namesItsHolder() {
    scene.ledger("10.0.0.10");

    assertOnly(FaultKind.NOT_IN_LEDGER, "FlatNetworkIP shop/web-2", "10.0.0.11");
  }

  @Test
  void check_whenThereIsNoLedger_saysSoOnce() {
    scene.subnets.replaceAll(subnet -> subnet.withStatus(subnet.status().withLedger(null)));

    assertOnly(FaultKind.NOT_IN_LEDGER, "FlatNetworkSubnet lab", "say 2 addresses");
  }

  @Test
  void check_whenWorkloadOfAReservationIsGone_namesIt() {
    scene.subnets.replaceAll(
        subnet ->
            subnet.withStatus(
                subnet
                    .status()
                    .withReservedIP(
                        Map.of("Deployment/shop/old", List.of(), "X/shop/y", List.of()))));

    assertOnly(FaultKind.LEAKED_RESERVATION, "FlatNetworkSubnet lab", "Deployment/shop/old");
  }

  @Test
  void check_whenPodIsGone_namesTheOrphan() {
    scene.pods.removeLast();
    scene.publish("web-1", "10.0.0.10");

    assertOnly(FaultKind.ORPHAN, "FlatNetworkIP shop/web-2", "holds 10.0.0.11");
  }

  @Test
  void check_whenPodOfThatNameIsAnother_namesTheOrphan() {
    Metadata.of(scene.pods.getLast()).setUid("u-new");
    scene.publish("web-1", "10.0.0.10");

    assertThat(scene.faults())
        .extracting(Fault::kind, Fault::object)
        .contains(tuple(FaultKind.ORPHAN, "FlatNetworkIP shop/web-2"));
  }

  @Test
  void check_whenSubnetIsGone_namesWhoHasAnAddressOfIt() {
    scene.subnets.clear();

    assertThat(scene.faults()).extracting(Fault::kind).containsOnly(FaultKind.ORPHAN);
    assertThat(scene.faults()).first().extracting(Fault::message).asString().contains("\"lab\"");
  }

  @Test
  void check_whenAddressIsTheGateway_saysThatTheSubnetDoesNotGiveIt() {
    scene.ledger("10.0.0.10", "10.0.0.1");
    scene.addresses.set(1, Scene.address("web-2", "10.0.0.1"));
    scene.publish("web-1", "10.0.0.10", "web-2", "10.0.0.1");

    assertOnly(FaultKind.OUTSIDE_SUBNET, "FlatNetworkIP shop/web-2", "does not give");
  }

  @Test
  void check_whenAPodWaitsLong_saysWhatItsObjectSays() {
    FlatNetworkIP waiting = Scene.address("web-3", "");
    scene.pods.add(Scene.pod("web-3"));
    scene.addresses.add(
        waiting.withStatus(
            waiting.status().withPhase("Failed").withFailureMessage("none is free")));

    assertOnly(FaultKind.POD_WITHOUT_ADDRESS, "Pod shop/web-3", "none is free");
  }

  @Test
  void check_whenAPodWaitsShortly_findsNothing() {
    scene.pods.add(Scene.pod("web-3"));
    Metadata.of(scene.pods.getLast()).setCreationTimestamp(Scene.LONG_AGO.plusSeconds(3590));

    assertThat(scene.faults()).isEmpty();
  }

  @Test
  void check_whenAPodsAnnotationIsBad_saysWhatIsWrongWithIt() {
    scene.pods.add(Scene.pod("web-3"));
    Metadata.of(scene.pods.getLast())
        .setAnnotations(Map.of(Annotations.IP, "10.0.0.300", Annotations.SUBNET, "lab"));

    assertOnly(FaultKind.POD_WITHOUT_ADDRESS, "Pod shop/web-3", "10.0.0.300");
  }

  @Test
  void check_whenASlicePublishesWhatNoPodHas_namesTheSlice() {
    scene.publish("web-1", "10.0.0.10", "web-2", "10.0.0.11", "gone", "10.0.0.12");

    assertOnly(FaultKind.STALE_ENDPOINT, "EndpointSlice shop/web-flat-abcde", "10.0.0.12");
  }

  @Test
  void check_whenNoSlicePublishesAnAddress_namesTheService() {
    scene.publish("web-1", "10.0.0.10");

    assertOnly(FaultKind.MISSING_ENDPOINT, "Service shop/web-flat", "10.0.0.11 of pod shop/web-2");
  }

  @Test
  void check_whenTheServiceOfASliceIsGone_namesTheSlice() {
    scene.services.clear();

    assertOnly(FaultKind.STALE_ENDPOINT, "EndpointSlice shop/web-flat-abcde", "shop/web-flat");
  }

  @Test
  void check_whenAnObjectIsKeptByItsFinalizerAlone_namesTheFinalizer() {
    scene.addresses.getLast().getMetadata().setDeletionTimestamp(Scene.LONG_AGO);
    scene.pods.removeLast();
    scene.publish("web-1", "10.0.0.10");

    assertOnly(
        FaultKind.STUCK_FINALIZER,
        "FlatNetworkIP shop/web-2",
        "finalizer flatnetwork.pandaria.io/address");
  }

  @Test
  void check_whenAPodIsStillThere_waitsForIt() {
    scene.addresses.getLast().getMetadata().setDeletionTimestamp(Scene.LONG_AGO);

    assertThat(scene.faults()).isEmpty();
  }

  @Test
  void check_whenASubnetHasFailed_saysWhy() {
    FlatNetworkSubnetStatus failed =
        scene.subnets.getFirst().status().withPhase("Failed").withFailureMessage("overlaps");
    scene.subnets.set(0, Scene.subnet(failed));

    assertOnly(FaultKind.SUBNET_FAILED, "FlatNetworkSubnet lab", "overlaps");
  }

  @Test
  void check_whenALedgerCannotBeRead_saysSo() {
    scene.subnets.replaceAll(subnet -> subnet.withStatus(subnet.status().withLedger("9:?")));

    assertOnly(FaultKind.SUBNET_FAILED, "FlatNetworkSubnet lab", "ledger");
  }

  @Test
  void pool_whenAddressesAreUsedAndReserved_countsEachOnce() {
    SubnetPool pool =
        SubnetPool.of(
            Scene.subnet(
                scene
                    .subnets
                    .getFirst()
                    .status()
                    .withLedger(LedgerCodec.encode(Scene.set("10.0.0.20", "10.0.0.100")))));

    assertThat(pool.size()).isEqualTo(253);
    assertThat(pool.used().addressCount()).isEqualTo(2);
    assertThat(pool.reserved().addressCount()).isEqualTo(2);
    assertThat(pool.free().addressCount()).isEqualTo(249);
    assertThat(pool.usedPercent()).isZero();
    assertThat(pool.fragmentationPercent()).isEqualTo(39); // .101 to .254 are 154 of 249
  }
}
