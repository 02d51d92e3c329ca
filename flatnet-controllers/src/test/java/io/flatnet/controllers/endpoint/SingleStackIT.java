package io.flatnet.controllers.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A headless Service leaves the flat network of a cluster with one address family. */
@SuppressWarnings("NullAway") // what a test set is there
@Requires(Part.CONTROL_PLANE)
class SingleStackIT {
  private static final ObjectKey WEB = new ObjectKey("apps", "web");

  private static ClusterStore store(ControlPlane controlPlane) throws IOException {
    try (Reader reader =
        Files.newBufferedReader(controlPlane.kubeconfig("admin"), StandardCharsets.UTF_8)) {
      return ClusterStore.of(
          new ApiCalls(
              ApiClients.tune(ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build()),
              Duration.ofSeconds(10)));
    }
  }

  private static <T> T done(Outcome<T> outcome) {
    return switch (outcome) {
      case Outcome.Done<T>(T value) -> value;
      case Outcome.Failure<T> failure -> throw new AssertionError(failure.message());
    };
  }

  private static EndpointReconciler reconciler(ClusterStore store) {
    return new EndpointReconciler(
        new EndpointReconciler.Caches(
            new LiveCache<>(store.resource(ResourceType.SERVICES)),
            new LiveCache<>(store.pods()),
            new LiveCache<>(store.addresses()),
            new LiveCache<>(store.resource(ResourceType.ENDPOINT_SLICES)),
            new LiveCache<>(store.resource(ResourceType.ENDPOINTS))),
        store,
        new EventRecorder(store.events(), Runnable::run, InstantSource.system()),
        true,
        System::nanoTime);
  }

  @Test
  void reconcile_whenTheServiceWasGivenTwoFamilies_getsItsSelectorBackWithOne() throws IOException {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      ClusterStore store = store(controlPlane);
      done(store.namespaces().create(new V1Namespace().metadata(new V1ObjectMeta().name("apps"))));
      V1Service wanted = Scenes.flat("web");
      wanted.getMetadata().uid(null).resourceVersion(null);
      V1Service made = done(store.resource(ResourceType.SERVICES).create(wanted));
      assertThat(made.getSpec().getIpFamilies()).hasSize(2); // since it has no selector
      MergePatch leave =
          MergePatch.builder()
              .annotations(
                  Collections.<String, @Nullable String>singletonMap(Annotations.NETWORKS, null))
              .build();
      done(store.resource(ResourceType.SERVICES).patch(WEB, leave));

      assertThat(reconciler(store).reconcile(WEB)).isEqualTo(Verdict.done());

      V1Service now = done(store.resource(ResourceType.SERVICES).get(WEB));
      assertThat(now.getSpec().getSelector()).isEqualTo(Scenes.WEB);
      assertThat(now.getSpec().getIpFamilyPolicy()).isEqualTo("SingleStack");
      assertThat(now.getSpec().getIpFamilies()).containsExactly("IPv4");
    }
  }
}
