package io.flatnet.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.queue.ForbiddingStore;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // what a test set is there
class EndpointReconcilerTest {
  private static final ObjectKey WEB = new ObjectKey("apps", "web");

  private final InMemoryCluster cluster = new InMemoryCluster();
  private final ClusterStore admin = cluster.client();
  private long nanos;
  private int writes;

  private EndpointReconciler reconciler(ClusterStore store, boolean writesEndpoints) {
    return new EndpointReconciler(
        new EndpointReconciler.Caches(
            new LiveCache<>(admin.resource(ResourceType.SERVICES)),
            new LiveCache<>(admin.pods()),
            new LiveCache<>(admin.addresses()),
            new LiveCache<>(admin.resource(ResourceType.ENDPOINT_SLICES)),
            new LiveCache<>(admin.resource(ResourceType.ENDPOINTS))),
        store,
        new EventRecorder(admin.events(), Runnable::run, InstantSource.system()),
        writesEndpoints,
        () -> nanos);
  }

  private EndpointReconciler reconciler() {
    return reconciler(admin, true);
  }

  private <T extends KubernetesObject> T create(ResourceType<T> type, T object) {
    return admin.resource(type).create(object).answer().orElseThrow();
  }

  private void pod(String name, String address) {
    V1Pod wanted = Scenes.pod(name);
    V1Pod pod = create(ResourceType.PODS, Scenes.pod(name));
    admin.pods().updateStatus(pod.status(wanted.getStatus()));
    FlatNetworkIP ip = create(ResourceType.FLAT_NETWORK_IPS, Scenes.active(pod, address));
    FlatNetworkIPStatus status =
        FlatNetworkIPStatus.builder().phase("Active").addr(address).build();
    admin.addresses().updateStatus(ip.withStatus(status));
  }

  private V1Service flat() {
    return create(ResourceType.SERVICES, Scenes.flat("web"));
  }

  private V1EndpointSlice kubernetesSlice() {
    return create(
        ResourceType.ENDPOINT_SLICES,
        new V1EndpointSlice()
            .addressType("IPv4")
            .metadata(
                new V1ObjectMeta()
                    .namespace("apps")
                    .name("web-kube")
                    .labels(
                        Map.of(
                            SliceObjects.SERVICE_NAME,
                            "web",
                            SliceObjects.MANAGED_BY,
                            SliceObjects.KUBERNETES))));
  }

  private List<V1EndpointSlice> slices() {
    return admin.resource(ResourceType.ENDPOINT_SLICES).list().answer().orElseThrow();
  }

  private List<String> published() {
    return slices().stream()
        .filter(SliceObjects::isOurs)
        .flatMap(slice -> slice.getEndpoints().stream())
        .map(V1Endpoint::getAddresses)
        .map(List::getFirst)
        .toList();
  }

  private V1Endpoints endpoints() {
    return admin.resource(ResourceType.ENDPOINTS).get(WEB).answer().orElse(null);
  }

  private void later() {
    nanos += Duration.ofMinutes(1).toNanos();
  }

  @Test
  void reconcile_whenRight_costsNoWriteForEver() {
    flat();
    pod("a", "10.0.0.1");
    pod("b", "fd00::2");
    EndpointReconciler reconciler = reconciler();
    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.done());
    assertThat(published()).containsExactlyInAnyOrder("10.0.0.1", "fd00::2");
    cluster.onWrite(() -> writes++);

    for (int i = 0; i < 5; i++) {
      later();
      assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.done());
    }

    assertThat(writes).isZero();
  }

  @Test
  void reconcile_whenPodsComeFast_writesOnceASecond() {
    flat();
    pod("a", "10.0.0.1");
    EndpointReconciler reconciler = reconciler();
    reconciler.reconcile(WEB);
    pod("b", "10.0.0.2");
    nanos = Duration.ofMillis(400).toNanos();

    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.after(Duration.ofMillis(600)));
    assertThat(published()).hasSize(1);
    nanos = EndpointReconciler.PERIOD.toNanos();
    reconciler.reconcile(WEB);
    assertThat(published()).hasSize(2);
  }

  @Test
  void reconcile_whenAnAnswerIsLost_publishesEachPodOnce() {
    flat();
    pod("a", "10.0.0.1");
    List<String> lost = new ArrayList<>(List.of("endpointslices"));
    EndpointReconciler reconciler =
        reconciler(
            cluster.client(
                (resource, verb, write) ->
                    write && lost.remove(resource) ? Faults.Fault.LOST_ANSWER : Faults.Fault.NONE),
            true);

    assertThat(reconciler.reconcile(WEB)).isInstanceOf(Verdict.Retry.class);
    later();
    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.done());

    assertThat(published()).containsExactly("10.0.0.1");
  }

  @Test
  void reconcile_whenSlicesAreForbidden_isTriedSlowlyAndTheServiceSaysWhatIsMissing() {
    flat();
    pod("a", "10.0.0.1");
    ClusterStore store = new ForbiddingStore(admin, "create", ResourceType.ENDPOINT_SLICES);

    assertThat(reconciler(store, true).reconcile(WEB)).isInstanceOf(Verdict.Refused.class);

    assertThat(admin.events().list().answer().orElseThrow())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getInvolvedObject().getName()).isEqualTo("web");
              assertThat(event.getMessage())
                  .contains("\"create\"", "\"endpointslices.discovery.k8s.io\"");
            });
  }

  @Test
  void reconcile_whenTheSelectorCannotBeMovedForWantOfAPermission_isTriedSlowly() {
    V1Service service = Scenes.service("web");
    service.getMetadata().getAnnotations().put(Annotations.NETWORKS, "rancher-flat-network");
    create(ResourceType.SERVICES, service);
    ClusterStore store = new ForbiddingStore(admin, "patch", ResourceType.SERVICES);

    assertThat(reconciler(store, true).reconcile(WEB)).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void reconcile_whenKubernetesPublishedBefore_oursIsThereBeforeTheirsGoes() {
    flat();
    pod("a", "10.0.0.1");
    kubernetesSlice();
    List<Boolean> found = new ArrayList<>();
    cluster.onWrite(() -> found.add(!slices().isEmpty() && !published().isEmpty()));

    reconciler().reconcile(WEB);

    assertThat(found).isNotEmpty().containsOnly(true);
    assertThat(slices()).allMatch(SliceObjects::isOurs);
  }

  @Test
  void reconcile_whenEndpointsAreTurnedOff_leavesNoneForKubernetesToMirror() {
    flat();
    pod("a", "10.0.0.1");
    reconciler().reconcile(WEB);
    assertThat(endpoints()).isNotNull();

    reconciler(admin, false).reconcile(WEB);

    assertThat(endpoints()).isNull();
    assertThat(published()).containsExactly("10.0.0.1");
  }

  @Test
  void reconcile_whenTheServiceLeaves_oursStaysUntilKubernetesHasItsOwn() {
    V1Service service = flat();
    pod("a", "10.0.0.1");
    EndpointReconciler reconciler = reconciler();
    reconciler.reconcile(WEB);
    service.getMetadata().getAnnotations().remove(Annotations.NETWORKS);
    admin.resource(ResourceType.SERVICES).update(service);

    reconciler.reconcile(WEB); // puts the selector back
    reconciler.reconcile(WEB);
    assertThat(published()).containsExactly("10.0.0.1");

    V1EndpointSlice theirs = kubernetesSlice();
    reconciler.reconcile(WEB);
    assertThat(slices())
        .singleElement()
        .satisfies(
            left ->
                assertThat(left.getMetadata().getName()).isEqualTo(theirs.getMetadata().getName()));
  }

  @Test
  void reconcile_whenASingleStackServerRefusesTheSelector_putsItBackWithOneFamily() {
    V1Service service = flat();
    service.getMetadata().getAnnotations().remove(Annotations.NETWORKS);
    service.getSpec().ipFamilies(List.of("IPv4", "IPv6")).ipFamilyPolicy("RequireDualStack");
    admin.resource(ResourceType.SERVICES).update(service);

    assertThat(reconciler(new SingleStackStore(admin), true).reconcile(WEB))
        .isEqualTo(Verdict.done());

    V1Service now = admin.resource(ResourceType.SERVICES).get(WEB).answer().orElseThrow();
    assertThat(now.getSpec().getSelector()).isEqualTo(Scenes.WEB);
    assertThat(now.getSpec().getIpFamilyPolicy()).isEqualTo("SingleStack");
    assertThat(now.getMetadata().getAnnotations()).doesNotContainKey(Annotations.SELECTOR);
  }

  @Test
  void reconcile_whenTheServerRefusesTheSelectorOfAServiceWithAnAddress_triesAgainAsItIs() {
    V1Service service = flat();
    service.getMetadata().getAnnotations().remove(Annotations.NETWORKS);
    service.getSpec().clusterIP("10.43.0.9");
    admin.resource(ResourceType.SERVICES).update(service);

    assertThat(reconciler(new SingleStackStore(admin), true).reconcile(WEB))
        .isInstanceOf(Verdict.Retry.class);

    V1Service now = admin.resource(ResourceType.SERVICES).get(WEB).answer().orElseThrow();
    assertThat(now.getSpec().getSelector()).isNullOrEmpty();
  }

  @Test
  void reconcile_whenTheSelectorIsKept_kubernetesObjectsAreLeftAlone() {
    V1Service keeping = Scenes.service("web");
    keeping.getMetadata().getAnnotations().put(Annotations.NETWORKS, "rancher-flat-network");
    keeping.getMetadata().getAnnotations().put(Annotations.KEEP_SELECTOR, "true");
    create(ResourceType.SERVICES, keeping);
    pod("a", "10.0.0.1");
    kubernetesSlice();
    create(
        ResourceType.ENDPOINTS,
        new V1Endpoints().metadata(new V1ObjectMeta().namespace("apps").name("web")));
    String before = endpoints().getMetadata().getResourceVersion();

    reconciler().reconcile(WEB);

    assertThat(published()).containsExactly("10.0.0.1");
    assertThat(slices()).hasSize(2);
    assertThat(endpoints().getMetadata().getResourceVersion()).isEqualTo(before);
  }

  @Test
  void reconcile_whenTheServiceIsGone_theSlicesGoAndNothingElse() {
    V1Service service = flat();
    pod("a", "10.0.0.1");
    EndpointReconciler reconciler = reconciler();
    reconciler.reconcile(WEB);
    kubernetesSlice();
    admin.resource(ResourceType.SERVICES).delete(WEB, service.getMetadata().getUid());

    reconciler.reconcile(WEB);

    assertThat(slices()).singleElement().matches(SliceObjects::isKubernetes);
  }
}
