package io.flatnet.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PodOwnerTest {
  private static V1OwnerReference owner(String apiVersion, String kind, String name) {
    return new V1OwnerReference()
        .apiVersion(apiVersion)
        .kind(kind)
        .name(name)
        .uid(name)
        .controller(true);
  }

  private static V1Pod pod(@Nullable V1OwnerReference owner) {
    return new V1Pod()
        .metadata(
            new V1ObjectMeta()
                .namespace("shop")
                .name("web")
                .putLabelsItem("pod-template-hash", "5d9")
                .ownerReferences(owner == null ? null : List.of(owner)));
  }

  @Test
  void key_whenNothingMadeThePod_isEmpty() {
    assertThat(PodOwner.key(pod(null), null)).isEmpty();
    assertThat(PodOwner.key(new V1Pod(), null)).isEmpty();
    assertThat(PodOwner.key(pod(owner("v1", "ConfigMap", "c").controller(false)), null)).isEmpty();
  }

  @Test
  void key_whenAReplicaSetOfADeploymentMadeIt_isTheDeployment() {
    assertThat(PodOwner.key(pod(owner("apps/v1", "ReplicaSet", "web-5d9")), null))
        .contains("Deployment/shop/web");
  }

  @Test
  void key_whenAReplicaSetStandsForItself_isThat() {
    assertThat(PodOwner.key(pod(owner("apps/v1", "ReplicaSet", "web")), null))
        .contains("ReplicaSet/shop/web");
  }

  @Test
  void key_whenAJobOfACronJobMadeIt_isTheCronJob() {
    V1Pod pod = pod(owner("batch/v1", "Job", "nightly-1"));
    assertThat(PodOwner.key(pod, owner("batch/v1", "CronJob", "nightly")))
        .contains("CronJob/shop/nightly");
    assertThat(PodOwner.key(pod, owner("example.org/v1", "CronJob", "nightly")))
        .contains("Job/shop/nightly-1");
    assertThat(PodOwner.key(pod, null)).contains("Job/shop/nightly-1");
  }

  @Test
  void controller_whenThereAreSeveralOwners_isTheOneThatControls() {
    V1Pod pod =
        new V1Pod()
            .metadata(
                new V1ObjectMeta()
                    .ownerReferences(
                        List.of(
                            owner("v1", "ConfigMap", "c").controller(null),
                            owner("apps/v1", "DaemonSet", "web"))));
    assertThat(PodOwner.controller(pod)).map(V1OwnerReference::getKind).contains("DaemonSet");
  }
}
