package io.flatnet.controllers.ip;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPSpec;
import io.flatnet.api.FlatNetworkIPStatus;
import io.flatnet.controllers.pod.PodPresence.Presence;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IpPlannerTest {
  private static final OffsetDateTime DELETED =
      OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

  private static V1ObjectMeta metadata(String... finalizers) {
    return new V1ObjectMeta()
        .namespace("n")
        .name("p")
        .uid("ip-1")
        .resourceVersion("7")
        .finalizers(List.of(finalizers));
  }

  private static FlatNetworkIP ip(V1ObjectMeta metadata, String phase) {
    return FlatNetworkIP.builder()
        .metadata(metadata)
        .spec(FlatNetworkIPSpec.builder().subnet("s").podId("pod-1").build())
        .status(FlatNetworkIPStatus.builder().phase(phase).build())
        .build();
  }

  private static FlatNetworkIP live() {
    return ip(metadata(FlatNetwork.ADDRESS_FINALIZER), "Pending");
  }

  private static FlatNetworkIP leaving(String... finalizers) {
    return ip(metadata(finalizers).deletionTimestamp(DELETED), "Active");
  }

  private static Optional<IpAction> plan(FlatNetworkIP ip, Presence pod) {
    return IpPlanner.plan(ip, () -> pod, () -> false, () -> false, Optional::empty);
  }

  @Test // [!] the reference sleeps in its worker until the pod is gone
  void plan_whenLeavingAndPodIsThere_waitsWithoutAWorker() {
    assertThat(plan(leaving(FlatNetwork.ADDRESS_FINALIZER), Presence.THERE))
        .contains(new IpAction.Await(IpPlanner.NODE_CHECK));
  }

  @Test
  void plan_whenLeavingAndPodIsGone_releases() {
    assertThat(plan(leaving(FlatNetwork.ADDRESS_FINALIZER), Presence.GONE))
        .contains(new IpAction.Release());
  }

  @Test
  void plan_whenOnlyTheReferencesFinalizerIsOn_releasesToo() {
    assertThat(plan(leaving(FlatNetwork.REFERENCE_IP_FINALIZER), Presence.GONE))
        .contains(new IpAction.Release());
  }

  @Test
  void plan_whenLeavingWithoutFinalizersOfOurs_doesNothing() {
    assertThat(plan(leaving("somebody/else"), Presence.GONE)).isEmpty();
  }

  @Test
  void plan_whenNobodyKnowsWhetherThePodIsGone_releasesNothing() {
    assertThat(plan(leaving(FlatNetwork.ADDRESS_FINALIZER), Presence.UNKNOWN))
        .contains(new IpAction.AskAgain());
    assertThat(plan(live(), Presence.UNKNOWN)).contains(new IpAction.AskAgain());
  }

  @Test
  void plan_whenPodIsGone_deletesTheObject() {
    assertThat(plan(live(), Presence.GONE))
        .get()
        .isInstanceOfSatisfying(
            IpAction.Delete.class, delete -> assertThat(delete.uid()).isEqualTo("ip-1"));
  }

  @Test
  void plan_whenActiveAndSubnetIsGone_deletesTheObject() {
    FlatNetworkIP ip = ip(metadata(FlatNetwork.ADDRESS_FINALIZER), "Active");

    assertThat(IpPlanner.plan(ip, () -> Presence.THERE, () -> true, () -> true, Optional::empty))
        .get()
        .isInstanceOf(IpAction.Delete.class);
  }

  @Test
  void plan_whenFinalizerIsMissing_putsItOnBesideOthers() {
    assertThat(plan(ip(metadata("somebody/else"), ""), Presence.THERE))
        .get()
        .isInstanceOfSatisfying(
            IpAction.Patch.class,
            patch ->
                assertThat(patch.patch().json())
                    .contains("somebody/else", FlatNetwork.ADDRESS_FINALIZER)
                    .contains("\"resourceVersion\":\"7\""));
  }

  @Test // [!] the reference writes this owner as v1
  void plan_whenStatefulSetOwnerIsV1_rewritesItToAppsV1() {
    V1ObjectMeta metadata =
        metadata(FlatNetwork.ADDRESS_FINALIZER)
            .ownerReferences(
                List.of(
                    new V1OwnerReference()
                        .apiVersion("v1")
                        .kind("StatefulSet")
                        .name("db")
                        .uid("set-1")));

    assertThat(plan(ip(metadata, "Active"), Presence.THERE))
        .get()
        .isInstanceOfSatisfying(
            IpAction.Patch.class,
            patch -> assertThat(patch.patch().json()).contains("apps/v1", "set-1"));
  }

  @Test
  void plan_whenNothingIsOpen_doesNothing() {
    assertThat(
            IpPlanner.plan(live(), () -> Presence.THERE, () -> false, () -> true, Optional::empty))
        .isEmpty();
    assertThat(plan(live(), Presence.THERE)).contains(new IpAction.Submit());
  }

  private static Optional<IpAction> settled(FlatNetworkIP ip, Duration left) {
    return IpPlanner.plan(
        ip, () -> Presence.THERE, () -> false, () -> true, () -> Optional.of(left));
  }

  @Test // [!] the reference counts from the creation, and deletes bare and unscheduled pods too
  void plan_whenPendingTooLongOnANode_deletesThePodOnly() {
    assertThat(settled(live(), Duration.ZERO))
        .get()
        .isInstanceOfSatisfying(
            IpAction.DeletePod.class, delete -> assertThat(delete.podUid()).isEqualTo("pod-1"));
  }

  @Test
  void plan_whenPendingWithTimeLeft_looksAgainWhenItIsOver() {
    assertThat(settled(live(), Duration.ofSeconds(7)))
        .contains(new IpAction.Await(Duration.ofSeconds(7)));
  }

  @Test
  void plan_whenActive_mayStayForEver() {
    assertThat(settled(ip(metadata(FlatNetwork.ADDRESS_FINALIZER), "Active"), Duration.ZERO))
        .isEmpty();
  }
}
