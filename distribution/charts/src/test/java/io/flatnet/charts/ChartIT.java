package io.flatnet.charts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What Helm makes of the charts, and what a real API server says to it: every set of values is
 * validated there, unknown fields refused, without being written.
 */
@Requires({Part.HELM, Part.CONTROL_PLANE})
class ChartIT {
  private static final Path VALUES =
      Program.ROOT.resolve("distribution/charts/src/test/resources/values");

  /** As much of the Prometheus operator's definition as it takes to be accepted. */
  private static final String SERVICE_MONITORS =
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: servicemonitors.monitoring.coreos.com}
      spec:
        group: monitoring.coreos.com
        scope: Namespaced
        names: {kind: ServiceMonitor, plural: servicemonitors}
        versions:
          - name: v1
            served: true
            storage: true
            schema:
              openAPIV3Schema:
                type: object
                properties:
                  spec: {type: object, x-kubernetes-preserve-unknown-fields: true}
      """;

  @TempDir static Path directory;
  private static Program helm = Program.helm(Path.of("."));

  @BeforeAll
  static void prepare(ControlPlane controlPlane) throws IOException {
    helm = Program.helm(directory);
    controlPlane.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: cattle-flat-network}\n");
    controlPlane.apply(SERVICE_MONITORS);
  }

  static Stream<Path> valueSets() {
    try (Stream<Path> files = Files.list(VALUES)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String rendered(String... arguments) throws IOException {
    return helm.run(
        Stream.concat(
                Stream.of("template", "rancher-flat-network", Program.CHART.toString()),
                Stream.of(arguments))
            .toArray(String[]::new));
  }

  private static List<JsonNode> objects(String... arguments) throws IOException {
    return Documents.of(rendered(arguments));
  }

  private static JsonNode container(JsonNode workload) {
    return workload.at("/spec/template/spec/containers/0");
  }

  private static Set<String> ids(List<JsonNode> documents) {
    return documents.stream().map(Documents::id).collect(Collectors.toSet());
  }

  @Test
  void charts_areClean() throws IOException {
    for (Path chart : List.of(Program.CHART, Program.CRD_CHART)) {
      Program.Answer answer = helm.ask("lint", "--strict", chart.toString());

      assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
      assertThat(answer.out()).doesNotContain("[WARNING]", "[ERROR]");
    }
  }

  @ParameterizedTest
  @MethodSource("valueSets")
  void chart_withTheseValues_isValid(Path values, ControlPlane controlPlane) throws IOException {
    String yaml = rendered("--values", values.toString());

    String said = dryRun(controlPlane, yaml);

    assertThat(said.lines()).hasSameSizeAs(Documents.of(yaml)).allMatch(l -> l.contains("dry run"));
  }

  @Test
  void valueSets_areTen() {
    assertThat(valueSets()).hasSizeGreaterThanOrEqualTo(10);
  }

  @Test
  void definitions_areValid(ControlPlane controlPlane) throws IOException {
    String yaml = helm.run("template", "rancher-flat-network-crd", Program.CRD_CHART.toString());

    assertThat(ids(Documents.of(yaml)))
        .containsExactlyInAnyOrder(
            "CustomResourceDefinition//flatnetworkips.flatnetwork.pandaria.io",
            "CustomResourceDefinition//flatnetworksubnets.flatnetwork.pandaria.io",
            "CustomResourceDefinition//network-attachment-definitions.k8s.cni.cncf.io");
    assertThat(dryRun(controlPlane, yaml)).contains("dry run");
  }

  private static String dryRun(ControlPlane controlPlane, String yaml) throws IOException {
    Path file = Files.writeString(Files.createTempFile(directory, "rendered", ".yaml"), yaml);
    return Program.kubectl(directory, controlPlane.kubeconfig("admin"))
        .run("create", "--dry-run=server", "--validate=strict", "-f", file.toString());
  }

  @Test
  void workloads_keepTheReferencesNamesAndSelectors() throws IOException {
    List<JsonNode> objects = objects();

    assertSelector(objects, "Deployment", "rancher-flat-network-operator", "app", "");
    assertSelector(objects, "DaemonSet", "rancher-flat-network-cni-ds", "name", "");
    assertSelector(
        objects,
        "DaemonSet",
        "rancher-flat-network-multus-ds",
        "name",
        "rancher-flat-network-multus");
  }

  private static void assertSelector(
      List<JsonNode> objects, String kind, String name, String label, String value) {
    JsonNode labels = Documents.find(objects, kind, name).at("/spec/selector/matchLabels");
    assertThat(labels.toString())
        .isEqualTo("{\"%s\":\"%s\"}".formatted(label, value.isEmpty() ? name : value));
  }

  @Test
  void pods_haveNoMoreThanTheyNeed() throws IOException {
    List<JsonNode> objects = objects();
    for (JsonNode object : objects) {
      JsonNode pod = object.at("/spec/template/spec");
      for (String kind : List.of("containers", "initContainers")) {
        for (JsonNode container : pod.path(kind)) {
          JsonNode context = container.path("securityContext");
          assertThat(context.path("privileged").asBoolean()).isFalse();
          assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
          assertThat(context.at("/capabilities/drop").toString()).isEqualTo("[\"ALL\"]");
          assertThat(container.at("/resources/requests").size()).isEqualTo(2);
          assertThat(container.at("/resources/limits/memory").isMissingNode()).isFalse();
        }
      }
      if (!pod.isMissingNode()) {
        assertThat(pod.at("/securityContext/seccompProfile/type").asText())
            .isEqualTo("RuntimeDefault");
        assertThat(pod.path("hostPID").asBoolean()).isFalse();
        assertThat(pod.path("hostIPC").asBoolean()).isFalse();
      }
    }
    JsonNode operator =
        Documents.find(objects, "Deployment", "rancher-flat-network-operator")
            .at("/spec/template/spec");
    assertThat(operator.at("/securityContext/runAsUser").asInt()).isEqualTo(65532);
    assertThat(operator.path("hostNetwork").asBoolean()).isFalse();
    JsonNode agent = Documents.find(objects, "DaemonSet", "rancher-flat-network-cni-ds");
    assertThat(container(agent).at("/securityContext/capabilities/add").toString())
        .isEqualTo("[\"NET_ADMIN\",\"NET_RAW\",\"SYS_ADMIN\"]");
    // On the host's network a port would keep the old and the new agent from being there together.
    assertThat(container(agent).path("ports").isMissingNode()).isTrue();
  }

  @Test
  void values_ofTheReference_areObeyed() throws IOException {
    List<JsonNode> objects = objects("--values", VALUES.resolve("reference.yaml").toString());

    JsonNode operator =
        container(Documents.find(objects, "Deployment", "rancher-flat-network-operator"));
    assertThat(operator.path("image").asText())
        .isEqualTo("registry.example.org/mirror/operator:v1.2.3");
    assertThat(operator.at("/resources/limits").toString())
        .isEqualTo("{\"cpu\":\"100m\",\"memory\":\"1Gi\"}");
    assertThat(operator.path("env").toString())
        .contains("{\"name\":\"CATTLE_RESYNC_DEFAULT\",\"value\":\"60\"}")
        .contains("{\"name\":\"CATTLE_DEV_MODE\",\"value\":\"true\"}")
        .contains("{\"name\":\"FLAT_NETWORK_CNI_ARP_POLICY\",\"value\":\"arping\"}")
        .contains("{\"name\":\"FLAT_NETWORK_CNI_PROXY_ARP\",\"value\":\"true\"}")
        .contains("{\"name\":\"FLAT_NETWORK_CLUSTER_CIDR\",\"value\":\"10.44.0.0/16\"}")
        .contains("{\"name\":\"FLAT_NETWORK_SERVICE_CIDR\",\"value\":\"10.45.0.0/16\"}");
    JsonNode multus =
        container(Documents.find(objects, "DaemonSet", "rancher-flat-network-multus-ds"));
    assertThat(multus.path("image").asText())
        .isEqualTo("registry.example.org/mirror/multus:v4.1.0");
    assertThat(multus.path("args").toString()).contains("--cni-version=0.3.1");
  }

  @Test
  void operator_withoutValues_hasNoCpuLimit() throws IOException {
    JsonNode operator =
        container(Documents.find(objects(), "Deployment", "rancher-flat-network-operator"));

    assertThat(operator.at("/resources/requests/cpu").asText()).isEqualTo("100m");
    assertThat(operator.at("/resources/limits").toString()).isEqualTo("{\"memory\":\"512Mi\"}");
  }

  @Test
  void paths_onK3s_areThoseOfK3s() throws IOException {
    String yaml = rendered("--set", "clusterType=K3s");

    assertThat(yaml)
        .contains("path: /var/lib/rancher/k3s/agent/etc/cni/net.d/flatnet.d")
        .contains("path: /var/lib/rancher/k3s/data/cni")
        .contains(
            "--multus-kubeconfig-file-host=/var/lib/rancher/k3s/agent/etc/cni/net.d/multus.d/multus.kubeconfig")
        .doesNotContain("path: /etc/cni", "path: /opt/cni");
  }

  @Test
  void multus_whenNotEnabled_leavesNothingOfIt() throws IOException {
    assertThat(ids(objects("--set", "multus.enabled=false")))
        .noneMatch(id -> id.contains("multus"))
        .contains("DaemonSet/cattle-flat-network/rancher-flat-network-cni-ds");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          arpPolicy=shout                     | arp_notify
          clusterType=RKE3                    | K3s
          clusterCIDR=everywhere              | clusterCIDR
          mtu=70000                           | maximum
          webhook.failurePolicy=Perhaps       | Ignore
          multus.cni.version=2.0.0            | 1.0.0
          flatNetworkOperator.limits.cpu=much | limits
          flatNetworkOperator.replicas=-1     | replicas
          flatNetworkOperator.imge.tag=v1     | imge
          podCIDR=10.50.0.0/16                | set clusterCIDR to the pods' network
          serviceCIDR=10.42.0.0/16            | pods and Services cannot share a network
          flatNetworkCNI.image.repository=cnrancher/rancher-flat-network-cni | is the reference's image
          multus.cni.kubeconfig=/etc/cni/net.d/multus.d/k | Multus writes its kubeconfig to
          multus.enabled=false,multus.cni.kubeconfig=/etc/cni/net.d/k | leave one of them out
          flatNetworkOperator.replicas=0,webhook.failurePolicy=Fail   | no replica would answer
          """)
  void values_thatCannotBe_areRefusedWithASentence(String values, String sentence)
      throws IOException {
    Program.Answer answer =
        helm.ask("template", "release", Program.CHART.toString(), "--set", values);

    assertThat(answer.code()).isNotZero();
    assertThat(answer.err()).contains(sentence);
  }

  @Test
  void chart_inAClusterWithoutDefinitions_isRefusedWithASentence() throws IOException {
    try (ControlPlane empty = ControlPlane.start()) {
      Program here = Program.helm(directory, empty.kubeconfig("admin"));
      String[] install = {
        "install",
        "rancher-flat-network",
        Program.CHART.toString(),
        "-n",
        "cattle-flat-network",
        "--create-namespace"
      };

      assertThat(here.ask(install).err())
          .contains("install the chart rancher-flat-network-crd first");

      here.run(
          "install",
          "rancher-flat-network-crd",
          Program.CRD_CHART.toString(),
          "-n",
          "cattle-flat-network",
          "--create-namespace");
      assertThat(
              here.ask(
                      Stream.concat(
                              Stream.of(install), Stream.of("--set", "serviceMonitor.enabled=true"))
                          .toArray(String[]::new))
                  .err())
          .contains("install the Prometheus operator first");
      assertThat(here.run(install)).contains("rollout status").doesNotContain("WARNING");
      assertThat(here.run("uninstall", "rancher-flat-network", "-n", "cattle-flat-network"))
          .contains("uninstalled");
    }
  }

  @Test
  void versions_areTheProjects() throws IOException {
    String pom = Files.readString(Program.ROOT.resolve("pom.xml"));
    for (Path chart : List.of(Program.CHART, Program.CRD_CHART)) {
      JsonNode described = Documents.of(Files.readString(chart.resolve("Chart.yaml"))).getFirst();

      assertThat(pom).contains("<version>" + described.path("appVersion").asText() + "</version>");
      assertThat(described.path("version")).isEqualTo(described.path("appVersion"));
    }
  }

  @Test
  void questions_askForValuesThatThereAre() throws IOException {
    JsonNode values =
        Documents.of(Files.readString(Program.CHART.resolve("values.yaml"))).getFirst();
    JsonNode questions =
        Documents.of(Files.readString(Program.CHART.resolve("questions.yaml"))).getFirst();
    for (JsonNode question : questions.path("questions")) {
      assertAnswers(values, question);
      question.path("subquestions").forEach(sub -> assertAnswers(values, sub));
    }
  }

  private static void assertAnswers(JsonNode values, JsonNode question) {
    String variable = question.path("variable").asText();
    assertThat(values.at("/" + variable.replace('.', '/')).asText())
        .as(variable)
        .isEqualTo(question.path("default").asText());
  }
}
