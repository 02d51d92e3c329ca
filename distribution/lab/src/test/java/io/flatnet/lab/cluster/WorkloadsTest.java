package io.flatnet.lab.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadsTest {
  private static final String WORKLOADS =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: web, namespace: shop, uid: u1}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}, annotations: {flatnetwork.pandaria.io/ip: auto}}
          spec: {containers: [{name: web, image: web}]}
      ---
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: {name: probe, uid: u2}
      spec:
        template:
          metadata: {labels: {app: probe}}
          spec: {containers: [{name: probe, image: probe}]}
      ---
      apiVersion: v1
      kind: Pod
      metadata: {name: alone}
      spec: {containers: [{name: alone, image: alone}]}
      """;

  @TempDir Path directory = Path.of("");
  private final Workloads workloads = new Workloads(List.of("node1", "node2"));
  private List<KubeObject> objects = List.of();

  @BeforeEach
  void readManifests() throws IOException {
    Files.writeString(directory.resolve("all.yaml"), WORKLOADS);
    objects = Manifests.readDirectory(directory);
  }

  @Test
  void replicaSet_ofADeployment_isOwnedAndSelectsItsOwnPods() {
    KubeObject set = workloads.replicaSet(objects.get(0));

    assertThat(set.name()).matches("web-[0-9a-f]{8}");
    assertThat(set.namespace()).isEqualTo("shop");
    assertThat(set.json().at("/metadata/ownerReferences/0/kind").asText()).isEqualTo("Deployment");
    assertThat(set.json().at("/metadata/ownerReferences/0/uid").asText()).isEqualTo("u1");
    assertThat(set.json().at("/spec/selector/matchLabels/pod-template-hash").asText())
        .isEqualTo(set.json().at("/spec/template/metadata/labels/pod-template-hash").asText())
        .isNotEmpty();
    assertThat(objects.get(0).json().toString()).doesNotContain("pod-template-hash");
  }

  @Test
  void pods_ofAReplicaSet_goToTheNodesInTurn() {
    List<KubeObject> pods = workloads.pods(workloads.replicaSet(objects.get(0)));

    assertThat(pods)
        .extracting(pod -> pod.json().at("/spec/nodeName").asText())
        .containsExactly("node1", "node2", "node1");
    assertThat(pods)
        .allSatisfy(
            pod -> {
              assertThat(pod.json().at("/metadata/generateName").asText()).startsWith("web-");
              assertThat(pod.annotation("flatnetwork.pandaria.io/ip")).contains("auto");
              assertThat(pod.json().at("/metadata/ownerReferences/0/kind").asText())
                  .isEqualTo("ReplicaSet");
            });
  }

  @Test
  void pods_ofADaemonSet_areOneOnEachNode() {
    assertThat(workloads.pods(objects.get(1)))
        .extracting(pod -> pod.json().at("/spec/nodeName").asText())
        .containsExactly("node1", "node2");
  }

  @Test
  void bound_ofAPlainPod_keepsItAndNamesANode() {
    KubeObject pod = workloads.bound(objects.get(2));

    assertThat(pod.name()).isEqualTo("alone");
    assertThat(pod.json().at("/spec/nodeName").asText()).isEqualTo("node1");
    assertThat(pod.json().at("/metadata/ownerReferences").isMissingNode()).isTrue();
  }

  @Test
  void pods_ofAnythingElse_areRefused() {
    assertThatThrownBy(() -> workloads.pods(objects.get(2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Pod default/alone");
  }

  @Test
  void read_whenAKindIsUnknown_namesFileAndKind() throws IOException {
    Path file = Files.writeString(directory.resolve("z.yaml"), "apiVersion: v1\nkind: Teapot\n");

    assertThatThrownBy(() -> Manifests.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("z.yaml", "v1 Teapot");
  }
}
