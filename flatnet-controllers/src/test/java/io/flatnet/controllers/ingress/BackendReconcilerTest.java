package io.flatnet.controllers.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.controllers.cache.ObjectCache;
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
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1IngressBackend;
import io.kubernetes.client.openapi.models.V1IngressServiceBackend;
import io.kubernetes.client.openapi.models.V1IngressSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackendReconcilerTest {
  private static final ObjectKey WEB = new ObjectKey("apps", "web");

  private final ClusterStore store = new InMemoryCluster().client();

  @BeforeEach
  void backendOfAnIngress() {
    store.resource(ResourceType.SERVICES).create(Scenes.service("web"));
    store
        .resource(ResourceType.INGRESSES)
        .create(
            new V1Ingress()
                .metadata(
                    new V1ObjectMeta()
                        .namespace("apps")
                        .name("i")
                        .annotations(Map.of(Annotations.INGRESS, "true")))
                .spec(
                    new V1IngressSpec()
                        .defaultBackend(
                            new V1IngressBackend()
                                .service(new V1IngressServiceBackend().name("web")))));
  }

  private BackendReconciler reconciler(ClusterStore client) {
    ObjectCache<V1Service> services = new LiveCache<>(store.resource(ResourceType.SERVICES));
    ObjectCache<V1Ingress> ingresses = new LiveCache<>(store.resource(ResourceType.INGRESSES));
    return new BackendReconciler(
        services,
        ingresses,
        client,
        new EventRecorder(store.events(), Runnable::run, InstantSource.system()));
  }

  @Test
  void reconcile_whenAnIngressAsks_annotatesTheBackend() {
    assertThat(reconciler(store).reconcile(WEB)).isEqualTo(Verdict.done());

    V1Service service = store.resource(ResourceType.SERVICES).get(WEB).answer().orElseThrow();
    assertThat(Metadata.annotations(service)).containsKey(Annotations.NETWORKS);
  }

  @Test
  void reconcile_whenTheWriteIsForbidden_isTriedSlowlyAndTheServiceSaysWhatIsMissing() {
    ClusterStore client = new ForbiddingStore(store, "patch", ResourceType.SERVICES);

    assertThat(reconciler(client).reconcile(WEB)).isInstanceOf(Verdict.Refused.class);

    assertThat(store.events().list().answer().orElseThrow())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getInvolvedObject().getName()).isEqualTo("web");
              assertThat(event.getMessage()).contains("\"patch\"", "\"services\"");
            });
  }
}
