package io.flatnet.controllers.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetStatus;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.api.Labels;
import io.flatnet.api.SubnetValues;
import io.flatnet.controllers.cache.MapCache;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.ledger.Assessment;
import io.flatnet.controllers.ledger.LedgerContext;
import io.flatnet.controllers.ledger.LedgerListener;
import io.flatnet.controllers.ledger.Ledgers;
import io.flatnet.controllers.queue.ForbiddingStore;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.controllers.store.TestSubnets;
import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.RangeSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One Deployment, a cache that may be late, and the ledger, in memory. */
class WorkloadReconcilerTest {
  private static final ObjectKey SUBNET = new ObjectKey(FlatNetwork.NAMESPACE, "s");
  private static final WorkloadKey WEB = new WorkloadKey("Deployment", new ObjectKey("n", "web"));
  private static final RangeSet FIVE = RangeSet.empty().with(IpAddress.parse("10.0.0.5"));

  private final InMemoryCluster cluster = new InMemoryCluster();
  private final ClusterStore admin = cluster.client();
  private final Map<ObjectKey, V1Deployment> cached = new HashMap<>();
  private Fault next = Fault.NONE;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final WorkloadReconciler reconciler =
      reconciler(
          cluster.client(
              (resource, verb, write) -> resource.equals("deployments") ? next : Fault.NONE));

  private WorkloadReconciler reconciler(ClusterStore store) {
    Ledgers ledgers =
        new Ledgers(
            new LedgerContext(
                store,
                subnet ->
                    Assessment.valid(
                        SubnetValues.draft(subnet)
                            .toRules(SubnetValues.reservations(subnet.status()))),
                ip -> Optional.empty(),
                LedgerListener.NONE,
                Runnable::run,
                () -> Instant.EPOCH,
                () -> 0),
            1,
            Runnable::run,
            timer);
    return new WorkloadReconciler(
        Map.of("Deployment", new WorkloadCache<>(WorkloadKind.DEPLOYMENT, new MapCache<>(cached))),
        MapCache.of(List.of(subnet(Map.of(WEB.toString(), FIVE)))),
        ledgers,
        store,
        new EventRecorder(store.events(), Runnable::run, () -> Instant.EPOCH));
  }

  @AfterEach
  void end() {
    timer.shutdownNow();
  }

  /** A subnet with this reservation, which an operator before this one wrote. */
  @BeforeEach
  void reserve() {
    FlatNetworkSubnet wanted = subnet(Map.of(WEB.toString(), FIVE));
    FlatNetworkSubnet made = admin.subnets().create(wanted).answer().orElseThrow();
    admin.subnets().updateStatus(made.withStatus(wanted.status()));
  }

  private static FlatNetworkSubnet subnet(Map<String, RangeSet> reserved) {
    Map<String, List<IpRangeSpec>> wire = new HashMap<>();
    reserved.forEach((key, addresses) -> wire.put(key, SubnetValues.wire(addresses)));
    return TestSubnets.of("10.0.0.0/24")
        .withStatus(FlatNetworkSubnetStatus.builder().reservedIP(wire).build());
  }

  private V1Deployment deployment(String ip) {
    Map<String, String> asks = Map.of(Annotations.SUBNET, "s", Annotations.IP, ip);
    return admin
        .resource(ResourceType.DEPLOYMENTS)
        .create(
            new V1Deployment()
                .metadata(new V1ObjectMeta().namespace("n").name("web"))
                .spec(
                    new V1DeploymentSpec()
                        .selector(new V1LabelSelector())
                        .template(
                            new V1PodTemplateSpec()
                                .metadata(new V1ObjectMeta().annotations(asks)))))
        .answer()
        .orElseThrow();
  }

  private Map<String, RangeSet> written() {
    return SubnetValues.reservations(admin.subnets().get(SUBNET).answer().orElseThrow().status());
  }

  @Test
  void reconcile_whenTheApiServerSaysThatItIsGone_endsTheReservation() {
    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.done());

    assertThat(written()).isEmpty();
  }

  @Test
  void reconcile_whenOnlyTheCacheDoesNotKnowIt_keepsTheReservation() {
    deployment("10.0.0.5");

    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.done());

    assertThat(written()).isEqualTo(Map.of(WEB.toString(), FIVE));
  }

  @Test
  void reconcile_whenTheApiServerDoesNotSay_keepsTheReservationAndAsksAgain() {
    next = Fault.LOST_REQUEST;

    assertThat(reconciler.reconcile(WEB)).isInstanceOf(Verdict.Retry.class);

    assertThat(written()).isEqualTo(Map.of(WEB.toString(), FIVE));
  }

  @Test
  void reconcile_whenReadingIsForbidden_keepsTheReservationAndAsksSlowly() {
    ClusterStore store = new ForbiddingStore(admin, "get", ResourceType.DEPLOYMENTS);

    assertThat(reconciler(store).reconcile(WEB)).isInstanceOf(Verdict.Refused.class);

    assertThat(written()).isEqualTo(Map.of(WEB.toString(), FIVE));
  }

  @Test
  void reconcile_whenLabelsAreForbidden_isTriedSlowlyAndTheWorkloadSaysWhatIsMissing() {
    cached.put(WEB.object(), deployment("10.0.0.7"));
    ClusterStore store = new ForbiddingStore(admin, "patch", ResourceType.DEPLOYMENTS);

    assertThat(reconciler(store).reconcile(WEB)).isInstanceOf(Verdict.Refused.class);

    assertThat(admin.events().list().answer().orElseThrow())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getInvolvedObject().getName()).isEqualTo("web");
              assertThat(event.getMessage()).contains("\"patch\"", "\"deployments.apps\"");
            });
  }

  @Test
  void reconcile_whenLabelsCannotBeWritten_reservesAndTriesAgain() {
    cached.put(WEB.object(), deployment("10.0.0.7"));
    next = Fault.LOST_REQUEST;

    assertThat(reconciler.reconcile(WEB)).isInstanceOf(Verdict.Retry.class);

    assertThat(written())
        .isEqualTo(Map.of(WEB.toString(), RangeSet.empty().with(IpAddress.parse("10.0.0.7"))));
  }

  @Test
  void reconcile_whenAnotherOfItsNameIsThere_doesNotLabelThatOne() {
    V1Deployment earlier = deployment("10.0.0.5");
    Metadata.of(earlier).uid("earlier");
    cached.put(WEB.object(), earlier);

    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.done());

    assertThat(
            Metadata.labels(
                admin.resource(ResourceType.DEPLOYMENTS).get(WEB.object()).answer().orElseThrow()))
        .doesNotContainKey(Labels.SUBNET);
  }
}
