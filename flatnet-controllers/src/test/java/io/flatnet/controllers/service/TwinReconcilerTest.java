package io.flatnet.controllers.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.endpoint.LiveCache;
import io.flatnet.controllers.endpoint.Scenes;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.queue.ForbiddingStore;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TwinReconcilerTest {
  private static final ObjectKey WEB = new ObjectKey("apps", "web");

  private final InMemoryCluster cluster = new InMemoryCluster();
  private final ClusterStore store = cluster.client();
  private long nanos;
  private final TwinReconciler reconciler = reconciler(store);
  private int writes;

  private TwinReconciler reconciler(ClusterStore client) {
    return new TwinReconciler(
        new LiveCache<>(store.resource(ResourceType.SERVICES)),
        new LiveCache<>(store.pods()),
        client,
        new EventRecorder(store.events(), Runnable::run, InstantSource.system()),
        () -> nanos);
  }

  @BeforeEach
  void service() {
    store.resource(ResourceType.SERVICES).create(Scenes.service("web"));
    cluster.onWrite(() -> writes++);
  }

  private V1Pod pod() {
    return store.pods().create(Scenes.pod("p0")).answer().orElseThrow();
  }

  private void deletePod(V1Pod pod) {
    store.pods().delete(ObjectKey.of(pod), Metadata.uid(pod));
  }

  private Optional<V1Service> twin() {
    return store
        .resource(ResourceType.SERVICES)
        .get(new ObjectKey("apps", "web-flat-network"))
        .answer();
  }

  @Test
  void reconcile_whenTwinIsRight_costsNoWrite() {
    pod();
    reconciler.reconcile(WEB);
    assertThat(twin()).isPresent();
    int before = writes;

    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.done());
    assertThat(writes).isEqualTo(before);
  }

  @Test
  void reconcile_whenCreationIsForbidden_isTriedSlowlyAndTheServiceSaysWhatIsMissing() {
    pod();

    Verdict verdict =
        reconciler(new ForbiddingStore(store, "create", ResourceType.SERVICES)).reconcile(WEB);

    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    assertThat(store.events().list().answer().orElseThrow())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getInvolvedObject().getName()).isEqualTo("web");
              assertThat(event.getMessage()).contains("\"create\"", "\"services\"");
            });
  }

  @Test
  void reconcile_whenPodsAreGoneForAWhile_theTwinStays() {
    V1Pod pod = pod();
    reconciler.reconcile(WEB);
    deletePod(pod);
    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.after(TwinReconciler.LINGER));
    nanos = TwinReconciler.LINGER.toNanos() - 1;
    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.after(Duration.ofNanos(1)));

    V1Pod again = pod();
    reconciler.reconcile(WEB);
    deletePod(again);
    nanos += 1;
    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.after(TwinReconciler.LINGER));
    assertThat(twin()).isPresent();
  }

  @Test
  void reconcile_whenPodsStayAway_theTwinGoes() {
    V1Pod pod = pod();
    reconciler.reconcile(WEB);
    deletePod(pod);
    reconciler.reconcile(WEB);
    nanos = TwinReconciler.LINGER.toNanos();

    assertThat(reconciler.reconcile(WEB)).isEqualTo(Verdict.done());

    assertThat(twin()).isEmpty();
  }
}
