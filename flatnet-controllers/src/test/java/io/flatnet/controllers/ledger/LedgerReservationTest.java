package io.flatnet.controllers.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.SubnetValues;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.TestSubnets;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.Lease;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Reservations and addresses of one subnet, written by its one writer. */
class LedgerReservationTest {
  private static final ObjectKey SUBNET = new ObjectKey(FlatNetwork.NAMESPACE, "s");
  private static final String WEB = "Deployment/n/web";
  private static final String DB = "StatefulSet/n/db";

  private final InMemoryCluster cluster = new InMemoryCluster();
  private final ClusterStore admin = cluster.client();
  private final Map<String, String> workloads = new HashMap<>();
  private final AtomicInteger subnetWrites = new AtomicInteger();
  private Fault next = Fault.NONE;
  private final SubnetLedger ledger = leader();

  /** A writer that has just started; its next write of the subnet goes wrong as told. */
  private SubnetLedger leader() {
    Faults faults =
        (resource, verb, write) -> {
          if (!resource.equals("flatnetworksubnets") || !write) {
            return Fault.NONE;
          }
          subnetWrites.incrementAndGet();
          Fault fault = next;
          next = Fault.NONE;
          return fault;
        };
    return new SubnetLedger(
        SUBNET,
        new LedgerContext(
            cluster.client(faults),
            subnet ->
                Assessment.valid(
                    SubnetValues.draft(subnet).toRules(SubnetValues.reservations(subnet.status()))),
            ip -> Optional.ofNullable(workloads.get(ip.key())),
            LedgerListener.NONE,
            Runnable::run,
            () -> Instant.EPOCH,
            () -> 0));
  }

  private void subnet(String cidr) {
    admin.subnets().create(TestSubnets.of(cidr));
  }

  /** A pod of a workload that asks for these addresses, or for any. */
  private FlatNetworkIP pod(String name, String workload, String... addresses) {
    workloads.put("n/" + name, workload);
    return admin
        .addresses()
        .create(World.claim(name, "pod-" + name, addresses))
        .answer()
        .orElseThrow();
  }

  private FlatNetworkIP live(String pod) {
    return admin.addresses().get(new ObjectKey("n", pod)).answer().orElseThrow();
  }

  private String address(String pod) {
    return AddressObjects.published(live(pod)).map(IpAddress::toString).orElse("");
  }

  private Map<String, RangeSet> written() {
    return SubnetValues.reservations(admin.subnets().get(SUBNET).answer().orElseThrow().status());
  }

  private static RangeSet set(String... addresses) {
    RangeSet set = RangeSet.empty();
    for (String address : addresses) {
      set = set.with(IpAddress.parse(address));
    }
    return set;
  }

  private static void run(SubnetLedger writer) {
    for (int i = 0; i < 10; i++) {
      if (writer.runBatch() instanceof Verdict.Done) {
        return;
      }
    }
    throw new AssertionError("the writer does not come to rest");
  }

  private void run() {
    run(ledger);
  }

  @Test
  void reserve_whenManyWish_isOneWrite() {
    subnet("10.0.0.0/16");
    Map<String, RangeSet> wishes = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      wishes.put("Deployment/n/d" + i, set("10.0.1." + i));
    }
    wishes.forEach(ledger::reserve);

    run();

    assertThat(written()).isEqualTo(wishes);
    assertThat(subnetWrites).hasValue(1);
  }

  @Test
  void reserve_whenItChangesNothing_isNoWriteAtAll() {
    subnet("10.0.0.0/24");
    ledger.reserve(WEB, set("10.0.0.5"));
    run();
    subnetWrites.set(0);

    boolean news = ledger.reserve(WEB, set("10.0.0.5"));
    SubnetLedger restarted = leader();
    restarted.reserve(WEB, set("10.0.0.5"));
    restarted.reserve(DB, RangeSet.empty());
    run(restarted);

    assertThat(news).isFalse();
    assertThat(subnetWrites).hasValue(0);
  }

  @Test // [!] the reference hands an auto pod an address that another workload has reserved
  void runBatch_whenAddressesAreReservedForOthers_givesNoneOfThemToAutoPods() {
    subnet("10.0.0.0/29"); // six addresses
    ledger.reserve(WEB, set("10.0.0.1", "10.0.0.2", "10.0.0.4"));
    List<String> autos = List.of("a", "b", "c", "d");
    autos.forEach(name -> ledger.inbox().submit(pod(name, DB)));

    run(); // one batch: its addresses are given by the reservations that it writes

    assertThat(autos.stream().map(this::address))
        .containsExactlyInAnyOrder("10.0.0.3", "10.0.0.5", "10.0.0.6", "");
  }

  @Test
  void runBatch_whenReservationEnds_givesItsAddressToOneThatWaits() {
    subnet("10.0.0.0/30");
    ledger.reserve(WEB, set("10.0.0.1", "10.0.0.2"));
    ledger.inbox().submit(pod("a", DB));
    run();
    assertThat(address("a")).isEmpty();

    ledger.reserve(WEB, set("10.0.0.2"));
    run();

    assertThat(address("a")).isEqualTo("10.0.0.1");
  }

  @Test
  void runBatch_whenReservationIsNotWrittenYet_givesThePodTheAddressThatItNames() {
    subnet("10.0.0.0/24");
    ledger.inbox().submit(pod("web-0", WEB, "10.0.0.5"));
    run();
    assertThat(address("web-0")).isEqualTo("10.0.0.5");

    ledger.reserve(WEB, set("10.0.0.5"));
    run();

    assertThat(written()).containsEntry(WEB, set("10.0.0.5"));
    assertThat(address("web-0")).isEqualTo("10.0.0.5");
  }

  @Test
  void runBatch_whenAddressIsReserved_givesItToItsWorkloadAndRefusesAnother() {
    subnet("10.0.0.0/24");
    ledger.reserve(WEB, set("10.0.0.5"));
    ledger.inbox().submit(pod("db-0", DB, "10.0.0.5"));
    ledger.inbox().submit(pod("web-0", WEB, "10.0.0.5"));

    run();

    assertThat(address("db-0")).isEmpty();
    assertThat(live("db-0").status().getFailureMessage()).contains(WEB);
    assertThat(address("web-0")).isEqualTo("10.0.0.5");
  }

  @Test
  void reserve_whenAPodHoldsTheAddress_itStaysHeldAndTheHolderIsTold() {
    subnet("10.0.0.0/24");
    ledger.inbox().submit(pod("auto", DB));
    ledger.inbox().submit(pod("named", DB, "10.0.0.9"));
    run();

    ledger.reserve(WEB, set("10.0.0.1", "10.0.0.9", "10.0.0.10"));
    run();

    assertThat(ledger.takeReservations())
        .singleElement()
        .satisfies(
            reservation -> {
              assertThat(reservation.workload()).isEqualTo(WEB);
              assertThat(reservation.holders())
                  .containsOnly(
                      Map.entry(IpAddress.parse("10.0.0.1"), "n/auto"),
                      Map.entry(IpAddress.parse("10.0.0.9"), "n/named"));
            });
    ledger.inbox().submit(live("auto")); // decided again before their interfaces exist
    ledger.inbox().submit(live("named"));
    run();
    assertThat(address("auto")).isEqualTo("10.0.0.1");
    assertThat(address("named")).isEqualTo("10.0.0.9");
    assertThat(live("named").status().getPhase()).isEqualTo("Pending");
  }

  @Test
  void reserve_whenTwoWishOneAddress_theElderHasItUntilItLetsGo() {
    subnet("10.0.0.0/24");
    ledger.reserve(WEB, set("10.0.0.5"));
    run();
    ledger.takeReservations();

    ledger.reserve("Deployment/n/a", set("10.0.0.5", "10.0.0.6")); // earlier by name, but younger
    run();

    assertThat(written())
        .isEqualTo(Map.of(WEB, set("10.0.0.5"), "Deployment/n/a", set("10.0.0.6")));
    assertThat(ledger.takeReservations())
        .singleElement()
        .satisfies(
            reservation -> {
              assertThat(reservation.workload()).isEqualTo("Deployment/n/a");
              assertThat(reservation.elders())
                  .containsOnly(Map.entry(IpAddress.parse("10.0.0.5"), WEB));
            });

    ledger.reserve(WEB, RangeSet.empty());
    run();

    assertThat(written()).isEqualTo(Map.of("Deployment/n/a", set("10.0.0.5", "10.0.0.6")));
  }

  @Test
  void reserve_whenSomebodyElseEditsTheReservations_comesTrueAgain() {
    subnet("10.0.0.0/24");
    ledger.reserve(WEB, set("10.0.0.5"));
    run();
    FlatNetworkSubnet edited = admin.subnets().get(SUBNET).answer().orElseThrow();
    admin.subnets().updateStatus(edited.withStatus(edited.status().withReservedIP(null)));

    ledger.inbox().reassess();
    run();

    assertThat(written()).isEqualTo(Map.of(WEB, set("10.0.0.5")));
  }

  @Test
  void reserve_whenTheAnswerOfTheWriteIsLost_isWrittenAndLosesNothing() {
    subnet("10.0.0.0/24");
    ledger.reserve(WEB, set("10.0.0.5"));
    run();
    for (Fault fault : List.of(Fault.LOST_REQUEST, Fault.LOST_ANSWER)) {
      next = fault;
      ledger.reserve(WEB, RangeSet.empty());
      ledger.reserve(DB, set("10.0.0.7"));
      run();
      assertThat(written()).isEqualTo(Map.of(DB, set("10.0.0.7")));

      next = fault;
      ledger.reserve(DB, RangeSet.empty());
      ledger.reserve(WEB, set("10.0.0.5"));
      run();
      assertThat(written()).isEqualTo(Map.of(WEB, set("10.0.0.5")));
    }
    assertThat(ledger.concerns(DB)).isFalse();
  }

  @Test
  void reserve_whenTheSubnetIsMadeLater_comesTrueThen() {
    ledger.reserve(WEB, set("10.0.0.5"));
    ledger.reserve(DB, RangeSet.empty());
    run();
    assertThat(ledger.concerns(DB)).isFalse();
    subnet("10.0.0.0/24");

    ledger.inbox().reassess();
    run();

    assertThat(written()).isEqualTo(Map.of(WEB, set("10.0.0.5")));
  }

  @Test
  void reserve_whenKeysOfOthersAreThere_leavesThemAlone() {
    subnet("10.0.0.0/24");
    FlatNetworkSubnet old = admin.subnets().get(SUBNET).answer().orElseThrow();
    admin
        .subnets()
        .updateStatus(
            old.withStatus(
                old.status()
                    .withReservedIP(Map.of("Rollout/n/x", SubnetValues.wire(set("10.0.0.8"))))));

    ledger.reserve(WEB, set("10.0.0.5"));
    run();

    assertThat(written()).isEqualTo(Map.of("Rollout/n/x", set("10.0.0.8"), WEB, set("10.0.0.5")));
  }

  @Test
  void isContent_whenAMacIsWishedAndNoneIsKnown_isFalse() {
    FlatNetworkIP ip =
        FlatNetworkIP.builder()
            .metadata(new V1ObjectMeta().namespace("n").name("p"))
            .spec(FlatNetworkIPSpec.builder().macs(List.of("02:00:00:00:00:01")).build())
            .status(FlatNetworkIPStatus.builder().phase("Pending").addr("10.0.0.1").build())
            .build();

    assertThat(AddressObjects.isContent(ip, new Lease("n/p", IpAddress.parse("10.0.0.1"), null)))
        .isFalse();
  }
}
