package io.flatnet.controllers.namespace;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.controllers.cache.MapCache;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One look at a namespace of a real kube-apiserver, by a cache that is late. */
@Requires(Part.CONTROL_PLANE)
class NamespaceReconcilerIT {
  private static ClusterStore cluster;
  private static ResourceStore<NetworkAttachmentDefinition> store;

  @BeforeAll
  static void start(ControlPlane controlPlane) throws IOException {
    controlPlane.apply(Path.of("src/test/resources/multus/network-attachment-definitions.yaml"));
    try (Reader reader =
        Files.newBufferedReader(controlPlane.kubeconfig("admin"), StandardCharsets.UTF_8)) {
      cluster =
          ClusterStore.of(
              new ApiCalls(
                  ApiClients.tune(
                      ClientBuilder.kubeconfig(KubeConfig.loadKubeConfig(reader)).build()),
                  Duration.ofSeconds(20)));
    }
    store = cluster.resource(NetworkAttachmentDefinition.RESOURCE);
  }

  private static V1Namespace namespace(String name) {
    return cluster
        .namespaces()
        .create(new V1Namespace().metadata(new V1ObjectMeta().name(name)))
        .answer()
        .orElseThrow();
  }

  private static Verdict look(V1Namespace known) {
    NamespaceReconciler reconciler =
        new NamespaceReconciler(
            MapCache.of(known == null ? List.of() : List.of(known)),
            MapCache.of(List.of()),
            cluster.namespaces(),
            store,
            new NamespacePlanner(AttachmentSettings.DEFAULTS));
    return reconciler.reconcile(ObjectKey.of(known));
  }

  /** [!] */
  @Test
  void reconcile_whenNamespaceIsBeingDeletedAndTheCacheIsLate_makesNoneAndTriesNoMore() {
    V1Namespace known = namespace("nad-terminating");
    ObjectKey key = ObjectKey.of(known);
    cluster.namespaces().delete(key, Metadata.uid(known)); // stays: nobody ends it here

    assertThat(look(known)).isEqualTo(Verdict.done());

    assertThat(store.get(NamespacePlanner.key(key))).isInstanceOf(Outcome.NotFound.class);
    assertThat(cluster.namespaces().get(key).answer()).isPresent();
  }

  @Test
  void reconcile_whenNamespaceIsGoneAndTheCacheIsLate_triesNoMore() {
    V1Namespace gone =
        new V1Namespace().metadata(new V1ObjectMeta().name("nad-never-was").uid("none"));

    assertThat(look(gone)).isEqualTo(Verdict.done());
  }

  @Test
  void reconcile_whenDefinitionIsThereAndTheCacheIsLate_triesAgain() {
    V1Namespace known = namespace("nad-late");
    assertThat(look(known)).isEqualTo(Verdict.done());

    assertThat(look(known)).isInstanceOf(Verdict.Retry.class);
  }
}
