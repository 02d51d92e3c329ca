package io.flatnet.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.Annotations;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseSpec;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeCondition;
import io.kubernetes.client.openapi.models.V1NodeStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Kubernetes' own endpoint controllers run beside ours, and neither writes over the other. A
 * control plane of its own: the other tests' pods would not live long with a controller manager.
 */
@Requires({Part.CONTROL_PLANE, Part.CONTROLLER_MANAGER})
@SuppressWarnings("NullAway") // what a test set is there
class KubernetesEndpointsIT {
  private static final String NODE = "n1";

  private static ResourceStore<V1Lease> leases(Cluster cluster) {
    return cluster.store.resource(ResourceType.LEASES);
  }

  /** A node, for which Kubernetes waits before it publishes pods. */
  private static void node(Cluster cluster) {
    V1Node node =
        Cluster.done(
            cluster
                .store
                .nodes()
                .create(
                    new V1Node()
                        .apiVersion("v1")
                        .kind("Node")
                        .metadata(new V1ObjectMeta().name(NODE))));
    Cluster.done(
        cluster
            .store
            .nodes()
            .updateStatus(
                node.status(
                    new V1NodeStatus()
                        .conditions(List.of(new V1NodeCondition().type("Ready").status("True"))))));
    Cluster.done(
        leases(cluster)
            .create(
                new V1Lease()
                    .apiVersion("coordination.k8s.io/v1")
                    .kind("Lease")
                    .metadata(new V1ObjectMeta().namespace("kube-node-lease").name(NODE))
                    .spec(
                        new V1LeaseSpec()
                            .holderIdentity(NODE)
                            .leaseDurationSeconds(40)
                            .renewTime(OffsetDateTime.now(ZoneOffset.UTC)))));
  }

  /** What a kubelet does every ten seconds. */
  private static void heartbeat(Cluster cluster) {
    V1Lease lease = Cluster.done(leases(cluster).get(new ObjectKey("kube-node-lease", NODE)));
    lease.getSpec().setRenewTime(OffsetDateTime.now(ZoneOffset.UTC));
    Cluster.done(leases(cluster).update(lease));
  }

  @Test
  void services_whenKubernetesControllersRun_areWrittenByOneOfTheTwoOnly() throws IOException {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      Cluster cluster = new Cluster(controlPlane);
      node(cluster);
      controlPlane.startControllerManager();
      cluster.subnet("svc4", spec -> spec.cidr("10.20.0.0/24"));
      try (FlatNetworkControllers controllers = cluster.operator()) {
        controllers.start();
        scenario(cluster);
      }
    }
  }

  private static void scenario(Cluster cluster) {
    ServiceScene scene = new ServiceScene(cluster, "apps");
    String flat = scene.runningPod("p", "web", "svc4", 1);
    scene.pod("plain", "web", "");
    scene.ready("plain", true, "10.42.0.2");
    scene.service("web", "web", Map.of());
    scene.service("hand", "web", Map.of());
    await()
        .untilAsserted(
            () -> assertThat(scene.inEndpoints("hand")).containsExactly("10.42.0.1", "10.42.0.2"));

    scene.annotate("hand", Annotations.NETWORKS, "rancher-flat-network");

    for (String ours : List.of("hand", "hand-flat-network", "web-flat-network")) {
      scene.awaitReady(ours, List.of(flat));
      await().untilAsserted(() -> assertThat(scene.othersSlices(ours)).isEmpty());
    }
    scene.awaitQuiet(Duration.ofSeconds(60), () -> heartbeat(cluster));
    for (String ours : List.of("hand", "hand-flat-network", "web-flat-network")) {
      scene.awaitReady(ours, List.of(flat));
      assertThat(scene.othersSlices(ours)).isEmpty();
    }
    assertThat(scene.inEndpoints("web")).containsExactly("10.42.0.1", "10.42.0.2");
    assertThat(scene.slices("web", ServiceScene.OURS)).isEmpty();

    scene.annotate("hand", Annotations.NETWORKS, null);

    await()
        .untilAsserted(
            () -> {
              assertThat(scene.specSelector("hand")).isEqualTo(Map.of("app", "web"));
              assertThat(scene.slices("hand", ServiceScene.KUBERNETES)).isNotEmpty();
              assertThat(scene.slices("hand", ServiceScene.OURS)).isEmpty();
              assertThat(scene.inEndpoints("hand")).containsExactly("10.42.0.1", "10.42.0.2");
              assertThat(Metadata.labels(scene.endpoints("hand").orElseThrow()))
                  .doesNotContainKey("endpointslice.kubernetes.io/skip-mirror");
            });
    scene.awaitQuiet(Duration.ofSeconds(10), () -> heartbeat(cluster));
  }
}
