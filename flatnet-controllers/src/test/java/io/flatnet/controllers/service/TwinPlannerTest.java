package io.flatnet.controllers.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.endpoint.Scenes;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // what a test set is there
class TwinPlannerTest {
  private static final List<V1Pod> PODS = List.of(Scenes.pod("p0"));

  private static V1Service created(V1Service original) {
    return created(TwinPlanner.plan(original, null, PODS));
  }

  private static V1Service created(Optional<TwinAction> action) {
    return action
        .map(a -> ((TwinAction.Create) a).twin())
        .orElseThrow(() -> new AssertionError("no twin"));
  }

  /** A twin as the API server gives it back. */
  private static V1Service stored(V1Service original) {
    V1Service twin = created(original);
    twin.getMetadata().uid("uid-twin").resourceVersion("9");
    twin.getMetadata().annotations(new HashMap<>(twin.getMetadata().getAnnotations()));
    twin.getSpec().clusterIPs(List.of("None")).ipFamilies(List.of("IPv4", "IPv6"));
    twin.getSpec().getPorts().forEach(port -> port.protocol("TCP").nodePort(null));
    return twin;
  }

  private static Optional<TwinAction> plan(V1Service original, @Nullable V1Service twin) {
    return TwinPlanner.plan(original, twin, PODS);
  }

  private static void assertRepaired(V1Service original, V1Service twin, String part) {
    assertThat(plan(original, twin))
        .get()
        .isInstanceOfSatisfying(
            TwinAction.Repair.class,
            repair ->
                assertThat(repair.patch().json())
                    .contains(part)
                    .contains("\"resourceVersion\":\"9\""));
  }

  private static void assertDeleted(Optional<TwinAction> action) {
    assertThat(action)
        .get()
        .isInstanceOfSatisfying(
            TwinAction.Delete.class, delete -> assertThat(delete.uid()).isEqualTo("uid-twin"));
  }

  private static void assertWarned(Optional<TwinAction> action, String part) {
    assertThat(action)
        .get()
        .isInstanceOfSatisfying(
            TwinAction.Warn.class, warn -> assertThat(warn.message()).contains(part));
  }

  @Test
  void plan_whenFlatPodsAreSelected_makesAHeadlessTwin() {
    V1Service original = Scenes.service("web");
    original.getSpec().getPorts().getFirst().nodePort(30080).name("http").appProtocol("h2c");

    V1Service twin = created(original);

    assertThat(twin.getMetadata().getName()).isEqualTo("web-flat-network");
    assertThat(twin.getMetadata().getAnnotations())
        .containsEntry(Annotations.NETWORKS, FlatNetwork.NETWORK_NAME)
        .containsEntry(Annotations.SELECTOR, "app=web");
    assertThat(twin.getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(owner -> assertThat(owner.getUid()).isEqualTo("uid-web"));
    assertThat(twin.getSpec().getClusterIP()).isEqualTo("None");
    assertThat(twin.getSpec().getSelector()).isNull();
    V1ServicePort port = twin.getSpec().getPorts().getFirst();
    assertThat(port.getPort()).isEqualTo(80);
    assertThat(port.getTargetPort()).isEqualTo(new IntOrString(8080));
    assertThat(port.getNodePort()).isNull();
    assertThat(port.getName()).isEqualTo("http");
    assertThat(port.getAppProtocol()).isEqualTo("h2c");
  }

  @Test
  void plan_whenOriginalIsHeadless_raisesNumbersAndLeavesANamedTargetPort() {
    V1Service original = Scenes.service("web");
    original
        .getSpec()
        .clusterIP("None")
        .ports(
            List.of(
                Scenes.port(80, new IntOrString(8080)),
                Scenes.port(81, new IntOrString("http")),
                Scenes.port(82, new IntOrString(1)).targetPort(null)));

    List<V1ServicePort> ports = created(original).getSpec().getPorts();

    assertThat(ports.stream().map(V1ServicePort::getPort)).containsExactly(81, 82, 83);
    assertThat(ports.stream().map(V1ServicePort::getTargetPort))
        .containsExactly(new IntOrString(8081), new IntOrString("http"), new IntOrString(83));
  }

  @Test
  void plan_whenAPortCannotBeRaised_saysSo() {
    V1Service original = Scenes.service("web");
    original.getSpec().clusterIP("None").ports(List.of(Scenes.port(65535, new IntOrString(1))));

    assertWarned(plan(original, null), "65535");
  }

  @Test
  void plan_whenTwinIsRight_doesNothing() {
    V1Service original = Scenes.service("web");

    assertThat(plan(original, stored(original))).isEmpty();
  }

  @Test
  void plan_whenTwinWasEdited_mendsOnlyThat() {
    V1Service original = Scenes.service("web");
    V1Service selecting = stored(original);
    selecting.getSpec().selector(Scenes.WEB);
    assertRepaired(original, selecting, "\"spec\":{\"selector\":null}");
    V1Service ported = stored(original);
    ported.getSpec().getPorts().getFirst().port(99);
    assertRepaired(original, ported, "\"port\":80");
    V1Service bare = stored(original);
    bare.getMetadata().getAnnotations().remove(Annotations.NETWORKS);
    assertRepaired(original, bare, FlatNetwork.NETWORK_NAME);
    V1Service exposed = stored(original);
    exposed.getSpec().type("NodePort");
    assertRepaired(original, exposed, "ClusterIP");
    V1Service addressed = stored(original);
    addressed.getSpec().clusterIP("10.43.0.77");
    assertDeleted(plan(original, addressed));
  }

  @Test
  void plan_whenTheSelectorChanges_theTwinFollows() {
    V1Service original = Scenes.service("web");
    V1Service twin = stored(original);
    original.getSpec().putSelectorItem("tier", "front");
    V1Pod pod = Scenes.pod("p0");
    pod.getMetadata().putLabelsItem("tier", "front");

    assertThat(TwinPlanner.plan(original, twin, List.of(pod)))
        .get()
        .isInstanceOf(TwinAction.Repair.class);
  }

  @Test
  void plan_whenTheOriginalsSelectorWasMoved_theTwinStays() {
    V1Service original = Scenes.service("web");
    V1Service twin = stored(original);
    original.getSpec().selector(null);
    original.getMetadata().getAnnotations().put(Annotations.NETWORKS, FlatNetwork.NETWORK_NAME);
    original.getMetadata().getAnnotations().put(Annotations.SELECTOR, "app=web");

    assertThat(plan(original, twin)).isEmpty();
  }

  @Test
  void plan_whenThereIsNoSelector_thereIsNoTwin() {
    V1Service original = Scenes.service("web");
    V1Service twin = stored(original);
    original.getSpec().selector(null);

    assertThat(plan(original, null)).isEmpty();
    assertDeleted(plan(original, twin));
  }

  @Test
  void plan_whenNothingFlatIsSelected_thereIsNoTwinAndAnOldOneLingers() {
    V1Service original = Scenes.service("web");
    V1Pod other = Scenes.pod("p0");
    other.getMetadata().annotations(null);
    V1Pod ended = Scenes.pod("p1");
    ended.getStatus().phase("Failed");

    assertThat(TwinPlanner.plan(original, null, List.of(other, ended))).isEmpty();
    assertThat(TwinPlanner.plan(original, stored(original), List.of(other)))
        .get()
        .isInstanceOf(TwinAction.Linger.class);
  }

  @Test
  void plan_whenTheWorkloadWantsNone_deletesTheTwin() {
    V1Service original = Scenes.service("web");
    V1Pod disabled = Scenes.pod("p0");
    disabled.getMetadata().getAnnotations().put(Annotations.FLAT_NETWORK_SERVICE, "disabled");

    assertThat(TwinPlanner.plan(original, null, List.of(disabled))).isEmpty();
    assertDeleted(TwinPlanner.plan(original, stored(original), List.of(disabled)));
    assertThat(TwinPlanner.plan(original, stored(original), List.of(disabled, Scenes.pod("p1"))))
        .isEmpty();
  }

  @Test
  void plan_whenAnIngressOrV1OwnsTheService_thereIsNoTwin() {
    V1Service ingress = Scenes.service("ingress-web");
    assertThat(plan(ingress, null)).isPresent();
    ingress.getMetadata().ownerReferences(List.of(new V1OwnerReference().kind("Ingress")));
    assertThat(plan(ingress, null)).isEmpty();

    V1Service v1 = Scenes.service("web-macvlan");
    v1.getSpec().clusterIP("None");
    assertThat(plan(v1, null)).isPresent();
    v1.getMetadata()
        .getAnnotations()
        .put(Annotations.NETWORKS, "[{\"name\":\"static-macvlan-cni-attach\"}]");
    assertThat(plan(v1, null)).isEmpty();

    V1Service external = Scenes.service("web");
    external.getSpec().type("ExternalName");
    assertThat(plan(external, null)).isEmpty();
  }

  @Test
  void plan_whenServiceIsATwin_itHasNone() {
    assertThat(plan(stored(Scenes.service("web")), null)).isEmpty();
  }

  @Test
  void plan_whenTheNameIsTooLong_saysSo() {
    assertThat(plan(Scenes.service("a".repeat(50)), null))
        .get()
        .isInstanceOf(TwinAction.Create.class);
    assertWarned(plan(Scenes.service("a".repeat(51)), null), "63 characters, got 64");
  }

  @Test
  void plan_whenSomebodyElseHasTheName_neverTouchesIt() {
    V1Service original = Scenes.service("web");
    V1Service others = Scenes.service("web-flat-network");

    assertWarned(plan(original, others), "somebody else's");
    original.getSpec().selector(null);
    assertThat(plan(original, others)).isEmpty();
  }

  @Test
  void plan_whenTwinIsOfAnEarlierService_deletesIt() {
    V1Service original = Scenes.service("web");
    V1Service twin = stored(original);
    original.getMetadata().uid("uid-again");

    assertDeleted(plan(original, twin));
  }
}
