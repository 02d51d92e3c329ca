package io.flatnet.controllers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.Annotations;
import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.openapi.models.V1HTTPIngressPath;
import io.kubernetes.client.openapi.models.V1HTTPIngressRuleValue;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1IngressBackend;
import io.kubernetes.client.openapi.models.V1IngressRule;
import io.kubernetes.client.openapi.models.V1IngressServiceBackend;
import io.kubernetes.client.openapi.models.V1IngressSpec;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceBackendPort;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Twins, endpoints and backends, with the operator's own role, on a real kube-apiserver. */
@Requires(Part.CONTROL_PLANE)
@SuppressWarnings("NullAway") // what a test set is there
class ServiceControllersIT {
  private static final Map<String, String> FLAT =
      Map.of(Annotations.NETWORKS, "[{\"name\":\"rancher-flat-network\",\"interface\":\"eth1\"}]");

  private static Cluster cluster;
  private static FlatNetworkControllers controllers;

  @BeforeAll
  static void start(ControlPlane controlPlane) throws IOException {
    cluster = new Cluster(controlPlane);
    cluster.subnet("svc4", spec -> spec.cidr("10.20.0.0/24"));
    cluster.subnet("svc6", spec -> spec.cidr("fd20::/64"));
    controllers = cluster.operator();
    controllers.start();
  }

  @AfterAll
  static void stop() {
    if (controllers != null) {
      controllers.close();
    }
  }

  @Test
  void twin_whenFlatPodsComeAndGo_publishesTheirFlatAddresses() {
    ServiceScene scene = new ServiceScene(cluster, "twins");
    scene.service("web", "web", Map.of());
    String four = scene.runningPod("p4", "web", "svc4", 1);
    String six = scene.runningPod("p6", "web", "svc6", 2);
    scene.pod("plain", "web", "");
    scene.ready("plain", true, "10.42.0.3");

    scene.awaitReady("web-flat-network", List.of(four, six));

    V1Service twin = scene.get("web-flat-network").orElseThrow();
    assertThat(twin.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(twin.getSpec().getSelector()).isNullOrEmpty();
    assertThat(twin.getSpec().getIpFamilies()).containsExactlyInAnyOrder("IPv4", "IPv6");
    assertThat(scene.annotation("web-flat-network", Annotations.NETWORKS))
        .isEqualTo(FlatNetwork.NETWORK_NAME);
    assertThat(scene.slices("web-flat-network", ServiceScene.OURS))
        .extracting(slice -> slice.getAddressType())
        .containsExactlyInAnyOrder("IPv4", "IPv6");
    assertThat(Metadata.labels(scene.endpoints("web-flat-network").orElseThrow()))
        .containsEntry("endpointslice.kubernetes.io/skip-mirror", "true");
    assertThat(scene.slices("web", ServiceScene.OURS)).isEmpty();

    scene.ready("p4", false, "10.42.0.1");
    await()
        .untilAsserted(
            () ->
                assertThat(scene.published("web-flat-network"))
                    .containsExactlyInAnyOrder(
                        four + " false false false", six + " true true false"));
    cluster.deletePod("twins", "p4");
    cluster.deletePod("twins", "p6");
    await().until(() -> scene.published("web-flat-network").isEmpty());
    assertThat(scene.get("web-flat-network")).isPresent(); // it lingers
  }

  @Test
  void twin_whenEdited_isRepairedAndThenLeftAlone() {
    ServiceScene scene = new ServiceScene(cluster, "edits");
    scene.service("web", "web", Map.of());
    String address = scene.runningPod("p", "web", "svc4", 1);
    scene.awaitReady("web-flat-network", List.of(address));

    Map<String, @Nullable Object> edits = new HashMap<>();
    edits.put("selector", Map.of("app", "web"));
    edits.put("publishNotReadyAddresses", true);
    Cluster.done(
        scene
            .services()
            .patch(
                scene.key("web-flat-network"),
                MergePatch.builder().members("spec", edits).build()));
    scene.annotate("web-flat-network", Annotations.NETWORKS, null);

    await()
        .untilAsserted(
            () -> {
              V1Service twin = scene.get("web-flat-network").orElseThrow();
              assertThat(twin.getSpec().getSelector()).isNullOrEmpty();
              assertThat(twin.getSpec().getPublishNotReadyAddresses()).isNotEqualTo(true);
              assertThat(Metadata.annotations(twin))
                  .containsEntry(Annotations.NETWORKS, FlatNetwork.NETWORK_NAME);
            });
    scene.awaitReady("web-flat-network", List.of(address));
    scene.awaitQuiet(Duration.ofSeconds(3), () -> {});
  }

  @Test
  void handMade_whenAnnotated_itsSelectorMovesAndComesBack() {
    ServiceScene scene = new ServiceScene(cluster, "hand");
    String address = scene.runningPod("p", "web", "svc4", 1);
    scene.service("hand", "web", FLAT);

    scene.awaitReady("hand", List.of(address));
    assertThat(scene.specSelector("hand")).isEmpty();
    assertThat(scene.annotation("hand", Annotations.SELECTOR)).isEqualTo("app=web");
    await().until(() -> scene.reasons("hand").contains(EventReasons.SELECTOR_MOVED));

    scene.annotate("hand", Annotations.KEEP_SELECTOR, "true");
    await().until(() -> scene.specSelector("hand").equals(Map.of("app", "web")));
    assertThat(scene.published("hand")).containsExactly(address + " true true false");

    scene.annotate("hand", Annotations.KEEP_SELECTOR, null);
    await().until(() -> scene.specSelector("hand").isEmpty());

    scene.annotate("hand", Annotations.NETWORKS, null);
    await()
        .untilAsserted(
            () -> {
              assertThat(scene.specSelector("hand")).isEqualTo(Map.of("app", "web"));
              assertThat(scene.annotation("hand", Annotations.SELECTOR)).isEmpty();
              assertThat(scene.reasons("hand")).contains(EventReasons.SELECTOR_RESTORED);
            });
  }

  @Test
  void handMade_whenItKeepsItsSelector_anEventSaysWhatThatMeans() {
    ServiceScene scene = new ServiceScene(cluster, "keep");
    String address = scene.runningPod("p", "web", "svc4", 1);
    Map<String, String> annotations = new HashMap<>(FLAT);
    annotations.put(Annotations.KEEP_SELECTOR, "true");
    scene.service("kept", "web", annotations);

    await()
        .untilAsserted(
            () -> {
              assertThat(scene.published("kept")).containsExactly(address + " true true false");
              assertThat(scene.reasons("kept")).contains(EventReasons.SELECTOR_KEPT);
            });
    assertThat(scene.specSelector("kept")).isEqualTo(Map.of("app", "web"));
    assertThat(scene.endpoints("kept")).isEmpty(); // Kubernetes' controller writes it
  }

  @Test
  void twin_whenSomebodyElseHasItsName_isNeverTouched() {
    ServiceScene scene = new ServiceScene(cluster, "taken");
    V1Service others = scene.service("web-flat-network", "db", Map.of());
    scene.runningPod("p", "web", "svc4", 1);
    scene.service("web", "web", Map.of());

    await().until(() -> scene.reasons("web").contains(EventReasons.SERVICE_ERROR));
    assertThat(Metadata.version(scene.get("web-flat-network").orElseThrow()))
        .isEqualTo(Metadata.version(others));
  }

  private static V1Ingress ingress(String namespace) {
    V1IngressBackend backend =
        new V1IngressBackend()
            .service(
                new V1IngressServiceBackend()
                    .name("web")
                    .port(new V1ServiceBackendPort().number(80)));
    return new V1Ingress()
        .apiVersion("networking.k8s.io/v1")
        .kind("Ingress")
        .metadata(
            new V1ObjectMeta()
                .namespace(namespace)
                .name("front")
                .annotations(Map.of(Annotations.INGRESS, "true")))
        .spec(
            new V1IngressSpec()
                .rules(
                    List.of(
                        new V1IngressRule()
                            .http(
                                new V1HTTPIngressRuleValue()
                                    .paths(
                                        List.of(
                                            new V1HTTPIngressPath()
                                                .path("/")
                                                .pathType("Prefix")
                                                .backend(backend)))))));
  }

  @Test
  void ingress_whenItAsks_itsBackendPublishesFlatAddressesUntilItGoes() {
    ServiceScene scene = new ServiceScene(cluster, "ingress");
    String address = scene.runningPod("p", "web", "svc4", 1);
    scene.service("web", "web", Map.of());
    Cluster.done(cluster.store.resource(ResourceType.INGRESSES).create(ingress("ingress")));

    scene.awaitReady("web", List.of(address));
    assertThat(scene.annotation("web", Annotations.INGRESS_BACKEND)).isEqualTo("front");
    assertThat(scene.get("web-flat-network")).isPresent();

    scene.delete(ResourceType.INGRESSES, "front");
    await()
        .untilAsserted(
            () -> {
              assertThat(scene.specSelector("web")).isEqualTo(Map.of("app", "web"));
              assertThat(scene.annotation("web", Annotations.NETWORKS)).isEmpty();
              assertThat(scene.annotation("web", Annotations.INGRESS_BACKEND)).isEmpty();
            });
  }

  @Test
  void endpoints_whenTheServiceGoes_theSlicesGo() {
    ServiceScene scene = new ServiceScene(cluster, "gone");
    String address = scene.runningPod("p", "web", "svc4", 1);
    scene.service("hand", "web", FLAT);
    scene.awaitReady("hand", List.of(address));

    scene.delete(ResourceType.SERVICES, "hand");

    await().until(() -> scene.slices("hand", ServiceScene.OURS).isEmpty());
  }

  @Test
  void endpoints_whenASliceIsEdited_isMended() {
    ServiceScene scene = new ServiceScene(cluster, "mend");
    String address = scene.runningPod("p", "web", "svc4", 1);
    scene.service("hand", "web", FLAT);
    scene.awaitReady("hand", List.of(address));
    var slice = scene.slices("hand", ServiceScene.OURS).getFirst();
    Optional.ofNullable(slice.getEndpoints()).orElseThrow().getFirst().targetRef(null);

    Cluster.done(cluster.store.resource(ResourceType.ENDPOINT_SLICES).update(slice));

    await()
        .untilAsserted(
            () ->
                assertThat(scene.slices("hand", ServiceScene.OURS))
                    .singleElement()
                    .extracting(mended -> mended.getEndpoints().getFirst().getTargetRef())
                    .extracting(target -> target == null ? "" : target.getName())
                    .isEqualTo("p"));
  }
}
