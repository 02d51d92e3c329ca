package io.flatnet.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.api.Annotations;
import io.flatnet.api.CustomResources;
import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.SubnetValues;
import io.flatnet.apiserver.EmbeddedApiServer;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.ipam.IpRange;
import io.flatnet.ipam.RangeSet;
import io.flatnet.testcluster.ChildProcess;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.apis.CustomObjectsApi;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.util.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.yaml.snakeyaml.Yaml;

/**
 * Shows that a project outside this build resolves the libraries from a repository, compiles
 * without a warning, and gives five pods addresses of a subnet that had four, as a module and as
 * classes.
 */
class CustomControllerIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int PODS = 5;

  @SuppressWarnings("NullAway.Init")
  private static Sample sample;

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @BeforeAll
  static void build() throws Exception {
    sample = Sample.build(Library.ROOT.resolve("distribution/artifacts/target/custom-controller"));
  }

  @Test
  void libraries_ofTheProject_areThoseThatItAskedFor() throws Exception {
    assertThat(sample.jars())
        .extracting(jar -> jar.getFileName().toString())
        .filteredOn(name -> name.startsWith("flatnet-"))
        .containsExactly(
            Library.API.built(".jar").getFileName().toString(),
            Library.CONTROLLERS.built(".jar").getFileName().toString(),
            Library.CORE.built(".jar").getFileName().toString());
    assertThat(sample.jars())
        .extracting(jar -> jar.getFileName().toString())
        .noneMatch(name -> name.matches("(logback|jetty|immutables|value-annotations|junit).*"));
  }

  @ParameterizedTest
  @EnumSource
  void program_onAClusterWithAFullSubnet_growsItAndGivesEachPodAnAddress(Sample.By by)
      throws Exception {
    Path log = directory.resolve("said");
    try (EmbeddedApiServer server = EmbeddedApiServer.start(directory)) {
      ApiClient client = Config.fromConfig(server.kubeconfig().toString());
      define(client);
      ClusterStore store = ClusterStore.of(new ApiCalls(client, Duration.ofSeconds(20)));
      make(store);
      try (ChildProcess program = sample.start(by, server.kubeconfig(), log)) {
        await()
            .atMost(PATIENCE)
            .conditionEvaluationListener(
                _ -> assertThat(program.isAlive()).as(program.tail(50)).isTrue())
            .untilAsserted(() -> assertThat(addresses(store)).as(program.tail(50)).hasSize(PODS));
        assertThat(addresses(store)).doesNotHaveDuplicates();
        assertThat(subnet(store).spec().getRanges())
            .isEqualTo(SubnetValues.wire(ranges("10.0.0.2-10.0.0.5,10.0.0.10-10.0.0.13")));
        program.signal("TERM");
        program.awaitEnd();
      }
      assertThat(Files.readAllLines(log))
          .contains(
              "started as " + by.said,
              "grown: grows gives [10.0.0.2-10.0.0.5, 10.0.0.10-10.0.0.13]",
              "closed")
          .filteredOn(line -> !isEndOfAnInformer(line))
          .noneMatch(line -> line.contains("Exception") || line.startsWith("SEVERE: "));
    }
  }

  /** The official client ends its informers by an interrupt, and calls that an error. */
  private static boolean isEndOfAnInformer(String line) {
    return line.startsWith("SEVERE: DefaultController#processLoop get interrupted")
        || line.equals("java.lang.InterruptedException");
  }

  private static void define(ApiClient client) throws Exception {
    for (CustomResources resource : CustomResources.values()) {
      var _ =
          new CustomObjectsApi(client)
              .createClusterCustomObject(
                  "apiextensions.k8s.io",
                  "v1",
                  "customresourcedefinitions",
                  new Yaml().load(resource.yaml()))
              .execute();
    }
  }

  private static void make(ClusterStore store) {
    assertThat(
            store
                .namespaces()
                .create(new V1Namespace().metadata(new V1ObjectMeta().name(FlatNetwork.NAMESPACE)))
                .answer())
        .isPresent();
    assertThat(
            store
                .subnets()
                .create(
                    FlatNetworkSubnet.builder()
                        .metadata(new V1ObjectMeta().namespace(FlatNetwork.NAMESPACE).name("grows"))
                        .spec(
                            FlatNetworkSubnetSpec.builder()
                                .flatMode("macvlan")
                                .master("eth0")
                                .vlan(0)
                                .cidr("10.0.0.0/24")
                                .gateway("10.0.0.1")
                                .ranges(SubnetValues.wire(ranges("10.0.0.10-10.0.0.13")))
                                .build())
                        .build())
                .answer())
        .isPresent();
    for (int i = 0; i < PODS; i++) {
      assertThat(store.pods().create(pod("pod-" + i)).answer()).isPresent();
    }
  }

  private static V1Pod pod(String name) {
    return new V1Pod()
        .apiVersion("v1")
        .kind("Pod")
        .metadata(
            new V1ObjectMeta()
                .namespace("default")
                .name(name)
                .annotations(Map.of(Annotations.IP, "auto", Annotations.SUBNET, "grows")))
        .spec(
            new V1PodSpec()
                .overhead(null) // the type sets an empty one, which is refused
                .containers(List.of(new V1Container().name("c").image("none.invalid/c"))));
  }

  private static List<String> addresses(ClusterStore store) {
    return store.addresses().list().answer().orElseThrow().stream()
        .flatMap(ip -> Optional.ofNullable(ip.status().getAddr()).stream())
        .toList();
  }

  private static FlatNetworkSubnet subnet(ClusterStore store) {
    return store.subnets().get(ObjectKey.ofSubnet("grows")).answer().orElseThrow();
  }

  private static RangeSet ranges(String text) {
    return RangeSet.copyOf(Stream.of(text.split(",")).map(IpRange::parse).toList());
  }
}
