package io.flatnet.controllers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.endpoint.LiveCache;
import io.flatnet.controllers.endpoint.Scenes;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.queue.ForbiddingStore;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.InMemoryCluster;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class PodReconcilerTest {
  private static final ObjectKey POD = new ObjectKey("apps", "p0");

  private final ClusterStore store = new InMemoryCluster().client();

  private PodReconciler reconciler(ClusterStore client) {
    ObjectCache<V1Pod> pods = new LiveCache<>(store.pods());
    return new PodReconciler(
        new PodWorkloads(
            pods,
            new LiveCache<>(store.resource(ResourceType.JOBS)),
            client.resource(ResourceType.JOBS)),
        pods,
        new LiveCache<>(store.addresses()),
        new LiveCache<>(store.subnets()),
        client,
        new EventRecorder(store.events(), Runnable::run, InstantSource.system()),
        InstantSource.system());
  }

  @Test
  void reconcile_whenCreationIsForbidden_isTriedSlowlyAndThePodSaysWhatIsMissing() {
    store.pods().create(Scenes.pod("p0"));
    ClusterStore client = new ForbiddingStore(store, "create", ResourceType.FLAT_NETWORK_IPS);

    assertThat(reconciler(client).reconcile(POD)).isInstanceOf(Verdict.Refused.class);

    assertThat(store.addresses().list().answer().orElseThrow()).isEmpty();
    assertThat(store.events().list().answer().orElseThrow())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getInvolvedObject().getName()).isEqualTo("p0");
              assertThat(event.getMessage()).contains("\"create\"", "\"flatnetworkips.");
            });
  }
}
