package io.flatnet.controllers.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.Labels;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1CronJobSpec;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobSpec;
import io.kubernetes.client.openapi.models.V1JobTemplateSpec;
import io.kubernetes.client.openapi.models.V1ManagedFieldsEntry;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1OwnerReference;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadKindTest {
  private static final Map<String, String> ASKS =
      Map.of(Annotations.IP, "auto", Annotations.SUBNET, "s");
  private static final Map<String, String> OTHER = Map.of("other", "x".repeat(1000));

  private static V1ObjectMeta metadata(Map<String, String> labels) {
    return new V1ObjectMeta()
        .namespace("n")
        .name("w")
        .uid("u")
        .resourceVersion("1")
        .labels(labels)
        .annotations(OTHER)
        .managedFields(List.of(new V1ManagedFieldsEntry().manager("kubectl")));
  }

  private static V1PodTemplateSpec template(Map<String, String> annotations) {
    return new V1PodTemplateSpec()
        .metadata(new V1ObjectMeta().labels(Map.of("app", "x")).annotations(annotations))
        .spec(new V1PodSpec().containers(List.of(new V1Container().name("c").image("i"))));
  }

  private static V1Deployment deployment(
      Map<String, String> labels, Map<String, String> annotations) {
    return new V1Deployment()
        .metadata(metadata(labels))
        .spec(new V1DeploymentSpec().replicas(3).template(template(annotations)));
  }

  private static V1CronJob cronJob(Map<String, String> ofJobs, Map<String, String> ofPods) {
    return new V1CronJob()
        .metadata(metadata(Map.of()))
        .spec(
            new V1CronJobSpec()
                .schedule("* * * * *")
                .jobTemplate(
                    new V1JobTemplateSpec()
                        .metadata(new V1ObjectMeta().annotations(ofJobs))
                        .spec(new V1JobSpec().template(template(ofPods)))));
  }

  @Test
  void slim_whenTemplateTakesPart_keepsItsLabelsAndAnnotationsOfNetworks() {
    V1Deployment slim =
        WorkloadKind.DEPLOYMENT.slim(
            deployment(
                Map.of("app", "x"),
                Map.of(
                    Annotations.IP,
                    "auto",
                    Annotations.SUBNET,
                    "s",
                    Annotations.NETWORKS,
                    "[]",
                    "other",
                    "x")));

    V1ObjectMeta pods = WorkloadKind.DEPLOYMENT.podMetadata(slim).orElseThrow();
    assertThat(pods.getLabels()).containsOnlyKeys("app");
    assertThat(pods.getAnnotations())
        .containsOnlyKeys(Annotations.IP, Annotations.SUBNET, Annotations.NETWORKS);
    assertThat(Metadata.labels(slim)).containsOnlyKeys("app");
    assertThat(Metadata.annotations(slim)).isEmpty();
    assertThat(WorkloadKind.DEPLOYMENT.slim(slim)).isEqualTo(slim);
    assertThat(WorkloadKind.DEPLOYMENT.read(slim).concerns()).isTrue();
  }

  @Test
  void slim_whenTemplateTakesNoPart_keepsTheNameAndOurLabelsOnly() {
    V1Deployment slim =
        WorkloadKind.DEPLOYMENT.slim(
            deployment(Map.of("app", "x", Labels.SUBNET, "s"), Map.of(Annotations.IP, "auto")));

    assertThat(JSON.serialize(slim))
        .isEqualTo(
            "{\"metadata\":{\"labels\":{\""
                + Labels.SUBNET
                + "\":\"s\"},\"name\":\"w\",\"namespace\":\"n\",\"resourceVersion\":\"1\","
                + "\"uid\":\"u\"}}");
    assertThat(WorkloadKind.DEPLOYMENT.slim(slim)).isEqualTo(slim);
    assertThat(WorkloadKind.DEPLOYMENT.read(slim).concerns()).isTrue();
  }

  @Test
  void concerns_whenTemplateTakesNoPartAndThereAreNoLabelsOfOurs_isFalse() {
    V1Deployment other = deployment(Map.of("app", "x"), OTHER);

    assertThat(WorkloadKind.DEPLOYMENT.read(other).concerns()).isFalse();
  }

  @Test // [!] the reference reads the job template's metadata rather than the pod template's
  void read_whenCronJob_readsThePodTemplate() {
    assertThat(WorkloadKind.CRON_JOB.read(cronJob(ASKS, Map.of())).wish())
        .isInstanceOf(FlatNetworkWish.None.class);

    V1CronJob asking = cronJob(Map.of(), ASKS);
    assertThat(WorkloadKind.CRON_JOB.read(asking).names("s")).isTrue();
    assertThat(WorkloadKind.CRON_JOB.read(WorkloadKind.CRON_JOB.slim(asking)))
        .isEqualTo(WorkloadKind.CRON_JOB.read(asking));
  }

  @Test
  void slim_whenJobIsOfACronJob_keepsThatItIs() {
    V1Job job = new V1Job().metadata(metadata(Map.of()));
    Metadata.of(job)
        .ownerReferences(
            List.of(
                new V1OwnerReference().kind("Other").name("o"),
                new V1OwnerReference()
                    .apiVersion("batch/v1")
                    .kind("CronJob")
                    .name("c")
                    .controller(true)));

    V1Job slim = WorkloadKind.JOB.slim(job);

    assertThat(WorkloadKind.JOB.read(slim).ofCronJob()).isTrue();
    assertThat(Metadata.of(slim).getOwnerReferences()).hasSize(1);
  }
}
