package io.flatnet.controllers.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.flatnet.api.Annotations;
import io.flatnet.api.Labels;
import io.flatnet.controllers.store.Metadata;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1ContainerPort;
import io.kubernetes.client.openapi.models.V1ManagedFieldsEntry;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodCondition;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodStatus;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@SuppressWarnings("NullAway") // what a test set is there
class SlimTest {
  private static final V1ContainerPort HTTP = new V1ContainerPort().name("http").containerPort(80);
  private static final V1ContainerPort UNNAMED = new V1ContainerPort().containerPort(81);
  private static final V1PodCondition READY = new V1PodCondition().type("Ready").status("True");

  private static V1Pod pod(Map<String, String> annotations) {
    return new V1Pod()
        .metadata(
            new V1ObjectMeta()
                .namespace("n")
                .name("p")
                .uid("u")
                .annotations(annotations)
                .labels(Map.of("app", "web", Labels.WORKLOAD_SELECTOR, "w"))
                .managedFields(List.of(new V1ManagedFieldsEntry())))
        .spec(
            new V1PodSpec()
                .nodeName("node-1")
                .serviceAccountName("default")
                .containers(
                    List.of(
                        new V1Container().name("none").image("i"),
                        new V1Container().name("c").image("i").ports(List.of(HTTP, UNNAMED)))))
        .status(
            new V1PodStatus()
                .phase("Running")
                .podIP("10.42.0.1")
                .conditions(List.of(READY, new V1PodCondition().type("Initialized"))));
  }

  @Test
  void slim_whenPodTakesPart_keepsWhatTheControllersUse() {
    V1Pod slim =
        Slim.pod(
            pod(Map.of(Annotations.IP, "auto", Annotations.SUBNET, "s", "other", "x".repeat(100))));

    assertThat(Metadata.annotations(slim)).containsOnlyKeys(Annotations.IP, Annotations.SUBNET);
    assertThat(Metadata.labels(slim)).containsOnlyKeys("app", Labels.WORKLOAD_SELECTOR);
    assertThat(slim.getSpec())
        .isEqualTo(
            Slim.emptySpec()
                .nodeName("node-1")
                .containers(List.of(new V1Container().name("c").ports(List.of(HTTP)))));
    assertThat(slim.getStatus())
        .isEqualTo(Slim.emptyStatus().phase("Running").conditions(List.of(READY)));
    assertThat(Metadata.of(slim).getManagedFields()).isNull();
    assertThat(Slim.pod(slim)).isEqualTo(slim);
  }

  /** Empty collections of ten thousand pods are megabytes. */
  @Test
  void slim_ofAnyPod_hasNoEmptyCollections() throws ReflectiveOperationException {
    V1Pod slim = Slim.pod(pod(Map.of(Annotations.IP, "auto", Annotations.SUBNET, "s")));

    for (Object part : List.of(slim.getMetadata(), slim.getSpec(), slim.getStatus())) {
      for (Method getter : part.getClass().getMethods()) {
        if (getter.getName().startsWith("get") && getter.getParameterCount() == 0) {
          assertThat(getter.invoke(part)).isNotEqualTo(List.of()).isNotEqualTo(Map.of());
        }
      }
    }
  }

  @Test
  void slim_whenPodHasInitContainers_keepsTheNamedPortsOfNativeSidecarsOnly() {
    V1Pod pod = pod(Map.of(Annotations.IP, "auto", Annotations.SUBNET, "s"));
    pod.getSpec()
        .initContainers(
            List.of(
                new V1Container().name("once").image("i").ports(List.of(HTTP)),
                new V1Container().name("silent").image("i").restartPolicy("Always"),
                new V1Container()
                    .name("sidecar")
                    .image("i")
                    .restartPolicy("Always")
                    .ports(List.of(HTTP, UNNAMED))));

    V1Pod slim = Slim.pod(pod);

    assertThat(slim.getSpec().getInitContainers())
        .containsExactly(
            new V1Container().name("sidecar").restartPolicy("Always").ports(List.of(HTTP)));
    assertThat(Slim.pod(slim)).isEqualTo(slim);
  }

  @Test
  void slim_whenPodTakesNoPart_keepsNameUidAndPhaseOnly() {
    V1Pod slim = Slim.pod(pod(Map.of("other", "x")));

    assertThat(slim)
        .isEqualTo(
            new V1Pod()
                .metadata(
                    new V1ObjectMeta()
                        .namespace("n")
                        .name("p")
                        .uid("u")
                        .annotations(null)
                        .finalizers(null)
                        .labels(null)
                        .managedFields(null)
                        .ownerReferences(null))
                .status(Slim.emptyStatus().phase("Running")));
  }
}
