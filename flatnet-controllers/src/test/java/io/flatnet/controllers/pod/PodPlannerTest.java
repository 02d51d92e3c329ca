package io.flatnet.controllers.pod;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.Labels;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PodPlannerTest {
  private static final OffsetDateTime DELETED =
      OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private static V1Pod pod(Map<String, String> annotations) {
    return new V1Pod()
        .metadata(new V1ObjectMeta().namespace("n").name("p").uid("pod-1").annotations(annotations))
        .status(new V1PodStatus().phase("Running"));
  }

  private static V1Pod auto() {
    return pod(Map.of(Annotations.IP, "auto", Annotations.SUBNET, "s"));
  }

  private static FlatNetworkIP ip(String podId, FlatNetworkIPStatus status) {
    return FlatNetworkIP.builder()
        .metadata(
            new V1ObjectMeta()
                .namespace("n")
                .name("p")
                .uid("ip-1")
                .labels(Map.of(Labels.IP_SUBNET, "s", Labels.IP_TYPE, "auto")))
        .spec(FlatNetworkIPSpec.builder().subnet("s").podId(podId).build())
        .status(status)
        .build();
  }

  private static FlatNetworkIPStatus status(String phase, String address, String mac) {
    return FlatNetworkIPStatus.builder().phase(phase).addr(address).mac(mac).build();
  }

  private static final FlatNetworkSubnet SUBNET =
      FlatNetworkSubnet.builder()
          .metadata(new V1ObjectMeta().namespace(FlatNetwork.NAMESPACE).name("s"))
          .spec(FlatNetworkSubnetSpec.builder().flatMode("macvlan").build())
          .build();

  private static List<PodAction> plan(@Nullable V1Pod pod, @Nullable FlatNetworkIP ip) {
    return PodPlanner.plan(new PodPlanner.View(pod, ip, SUBNET, "project", null));
  }

  @Test
  void plan_whenPodTakesNoPart_doesNothing() {
    assertThat(plan(pod(Map.of(Annotations.IP, "auto")), null)).isEmpty();
    assertThat(plan(pod(Map.of(Annotations.SUBNET, "s")), null)).isEmpty();
    assertThat(plan(pod(Map.of(Annotations.IP, "", Annotations.SUBNET, "s")), null)).isEmpty();
  }

  @Test
  void plan_whenPodIsNew_createsItsObjectWithFinalizerOwnerAndLabels() {
    assertThat(plan(auto(), null))
        .singleElement()
        .isInstanceOfSatisfying(
            PodAction.Create.class,
            create -> {
              V1ObjectMeta metadata = Metadata.of(create.ip());
              assertThat(metadata.getFinalizers()).containsExactly(FlatNetwork.ADDRESS_FINALIZER);
              assertThat(metadata.getLabels())
                  .containsEntry(Labels.IP_SUBNET, "s")
                  .containsEntry(Labels.PROJECT_ID, "project");
              assertThat(metadata.getOwnerReferences())
                  .singleElement()
                  .satisfies(owner -> assertThat(owner.getKind()).isEqualTo("Pod"));
              assertThat(create.ip().spec().getPodId()).isEqualTo("pod-1");
              assertThat(create.ip().spec().getAddrs()).isNull();
            });
  }

  @Test // [!] the reference writes this owner as v1
  void plan_whenPodIsOfAStatefulSet_ownerIsTheSetAsAppsV1() {
    V1Pod pod = auto();
    Metadata.of(pod)
        .ownerReferences(
            List.of(
                new V1OwnerReference()
                    .apiVersion("apps/v1")
                    .kind("StatefulSet")
                    .name("db")
                    .uid("set-1")
                    .controller(true)));

    assertThat(plan(pod, null))
        .singleElement()
        .isInstanceOfSatisfying(
            PodAction.Create.class,
            create ->
                assertThat(Metadata.of(create.ip()).getOwnerReferences())
                    .singleElement()
                    .satisfies(
                        owner -> {
                          assertThat(owner.getApiVersion()).isEqualTo("apps/v1");
                          assertThat(owner.getUid()).isEqualTo("set-1");
                        }));
  }

  @Test
  void plan_whenAnnotationIsBad_warns() {
    assertThat(plan(pod(Map.of(Annotations.IP, "10.0.0.300", Annotations.SUBNET, "s")), null))
        .singleElement()
        .isInstanceOfSatisfying(
            PodAction.Warn.class, warn -> assertThat(warn.message()).contains("10.0.0.300"));
  }

  @Test
  void plan_whenPodIsGoingOrEnded_deletesTheObject() {
    FlatNetworkIP ip = ip("pod-1", status("Active", "10.0.0.1", ""));
    V1Pod going = auto();
    Metadata.of(going).setDeletionTimestamp(DELETED);
    V1Pod ended = auto().status(new V1PodStatus().phase("Succeeded"));

    for (V1Pod pod : new V1Pod[] {going, ended}) {
      assertThat(plan(pod, ip)).singleElement().isInstanceOf(PodAction.Delete.class);
    }
  }

  @Test
  void plan_whenThereIsNoPod_leavesTheObjectToTheIpController() {
    assertThat(plan(null, ip("pod-1", status("Active", "10.0.0.1", "")))).isEmpty();
  }

  @Test
  void plan_whenObjectIsOfAnEarlierPod_deletesItAndCreatesNothingYet() {
    assertThat(plan(auto(), ip("pod-0", status("Active", "10.0.0.1", ""))))
        .singleElement()
        .isEqualTo(new PodAction.Delete("ip-1", "it is of an earlier pod"));
  }

  @Test
  void plan_whenActive_labelsThePod() {
    V1Pod pod =
        pod(Map.of(Annotations.IP, "fd00::", Annotations.SUBNET, "s", Annotations.MAC, "auto"));
    FlatNetworkIP ip = ip("pod-1", status("Active", "fd00::", "02:00:00:00:00:01"));

    assertThat(plan(pod, ip.withSpec(ip.spec().withAddrs(List.of("fd00::")))))
        .filteredOn(PodAction.LabelPod.class::isInstance)
        .singleElement()
        .isEqualTo(
            new PodAction.LabelPod(
                "pod-1",
                Map.of(
                    Labels.SUBNET,
                    "s",
                    Labels.SELECTED_IP,
                    "fd00..0",
                    Labels.SELECTED_MAC,
                    "020000000001",
                    Labels.IP_TYPE,
                    "specific",
                    Labels.FLAT_MODE,
                    "macvlan")));
  }

  @Test
  void plan_whenWishChanges_updatesTheObject() {
    V1Pod pod = pod(Map.of(Annotations.IP, "10.0.0.9", Annotations.SUBNET, "s"));

    assertThat(plan(pod, ip("pod-1", status("Pending", "10.0.0.1", ""))))
        .singleElement()
        .isInstanceOfSatisfying(
            PodAction.Update.class,
            update -> assertThat(update.ip().spec().getAddrs()).containsExactly("10.0.0.9"));
  }

  @Test
  void plan_whenSubnetChangesThoughAnAddressIsGiven_keepsItAndSaysSo() {
    V1Pod pod = pod(Map.of(Annotations.IP, "auto", Annotations.SUBNET, "other"));

    assertThat(plan(pod, ip("pod-1", status("Pending", "10.0.0.1", ""))))
        .singleElement()
        .isInstanceOfSatisfying(
            PodAction.Note.class, note -> assertThat(note.message()).contains("next pod"));
  }

  @Test
  void plan_whenAllIsAsItShouldBe_doesNothing() {
    V1Pod pod = auto();
    Metadata.of(pod)
        .labels(
            Map.of(
                Labels.SUBNET,
                "s",
                Labels.SELECTED_IP,
                "10.0.0.1",
                Labels.SELECTED_MAC,
                "",
                Labels.IP_TYPE,
                "auto",
                Labels.FLAT_MODE,
                "macvlan"));
    FlatNetworkIP ip = ip("pod-1", status("Active", "10.0.0.1", ""));
    Metadata.of(ip)
        .labels(
            Map.of(Labels.IP_SUBNET, "s", Labels.IP_TYPE, "auto", Labels.PROJECT_ID, "project"));

    assertThat(plan(pod, ip)).isEmpty();
  }

  @Test
  void key_whenPodIsOfADeployment_namesTheDeployment() {
    V1Pod pod = auto();
    Metadata.of(pod)
        .labels(Map.of("pod-template-hash", "5d4f"))
        .ownerReferences(
            List.of(new V1OwnerReference().kind("ReplicaSet").name("web-5d4f").controller(true)));

    assertThat(Workloads.key(pod, null)).contains("Deployment/n/web");
  }
}
