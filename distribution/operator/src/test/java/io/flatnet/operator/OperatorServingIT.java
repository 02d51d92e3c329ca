package io.flatnet.operator;

import static io.flatnet.operator.AdmissionLab.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.controllers.leader.ElectionSettings;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.DeleteResult;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import io.kubernetes.client.common.KubernetesObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes with the operator's own role on a kube-apiserver: what they say of themselves while
 * pods come and go, and that the second takes over when the first is asked to end.
 */
@Requires(Part.CONTROL_PLANE)
class OperatorServingIT {
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root", "."));
  private static final Duration TAKE_OVER = ElectionSettings.LEASE_DURATION.dividedBy(3);

  /** Two addresses for pods. */
  private static final String SUBNET =
      """
      apiVersion: flatnetwork.pandaria.io/v1
      kind: FlatNetworkSubnet
      metadata: {name: blue, namespace: cattle-flat-network}
      spec: {flatMode: macvlan, master: eth0, vlan: 0, cidr: 10.9.0.0/30}
      """;

  private static final String ACCOUNT =
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: default, namespace: default}
      """;

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: NAME
        namespace: default
        annotations:
          flatnetwork.pandaria.io/subnet: blue
          flatnetwork.pandaria.io/ip: auto
      spec:
        terminationGracePeriodSeconds: 0
        containers: [{name: c, image: none.invalid/c}]
      """;

  @TempDir Path firstDirectory;
  @TempDir Path secondDirectory;

  private static Scrape scrape(OperatorProcess process) throws Exception {
    return Scrape.of(process.get("/metrics").body());
  }

  private static <T extends KubernetesObject> void delete(ResourceStore<T> store, ObjectKey key) {
    T object = store.get(key).answer().orElseThrow();
    Outcome<DeleteResult> outcome = store.delete(key, Metadata.uid(object));
    assertThat(outcome).isInstanceOf(Outcome.Done.class);
  }

  @Test
  void operator_whenItWorks_saysSoAndTheSecondTakesOver() throws Exception {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      controlPlane.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
      controlPlane.apply(ROOT.resolve("distribution/manifests"));
      controlPlane.apply(ACCOUNT);
      controlPlane.apply(SUBNET);
      String kubeconfig =
          controlPlane.kubeconfig("cattle-flat-network/rancher-flat-network-operator").toString();
      ClusterStore admin =
          ClusterStore.of(
              new ApiCalls(
                  ClientSource.open(controlPlane.kubeconfig("admin"), null, Map.of()),
                  Duration.ofSeconds(20)));
      String[] command = {"operator", "-kubeconfig", kubeconfig};
      try (OperatorProcess first = new OperatorProcess(firstDirectory, Map.of(), command)) {
        checkWork(first, controlPlane, admin);
        checkLogLevel(first);
        try (OperatorProcess second = new OperatorProcess(secondDirectory, Map.of(), command)) {
          checkTakeOver(first, second);
          checkSubnetsEnd(second, admin);
        }
      }
    }
  }

  private static void checkWork(
      OperatorProcess operator, ControlPlane controlPlane, ClusterStore admin) throws Exception {
    assertReady(operator, "ok: leads; works without network-attachment-definitions");
    for (String name : new String[] {"a", "b", "c"}) {
      controlPlane.apply(POD.replace("NAME", name));
    }
    soon()
        .untilAsserted(
            () -> {
              Scrape scrape = scrape(operator);
              assertThat(scrape.value("flatnet_allocations_total{subnet=\"blue\"}")).isEqualTo(2);
              assertThat(
                      scrape.value("flatnet_refusals_total{reason=\"exhausted\",subnet=\"blue\"}"))
                  .isEqualTo(1);
            });

    Scrape full = scrape(operator);
    assertThat(full.value("flatnet_leader")).isEqualTo(1);
    assertThat(full.value("flatnet_pool_addresses{state=\"size\",subnet=\"blue\"}")).isEqualTo(2);
    assertThat(full.value("flatnet_pool_addresses{state=\"used\",subnet=\"blue\"}")).isEqualTo(2);
    assertThat(full.value("flatnet_ledger_batch_size_sum")).isEqualTo(2);
    assertThat(full.value("flatnet_ledger_writes_total{subnet=\"blue\"}"))
        .isEqualTo(full.value("flatnet_ledger_batch_size_count"));
    assertThat(full.value("flatnet_pod_to_address_seconds_count")).isEqualTo(2);
    assertThat(full.value("flatnet_pod_to_address_seconds_sum")).isBetween(0.0, 2 * 60.0);
    assertThat(full.samples()).containsKey("flatnet_queue_depth{queue=\"pod\"}");

    delete(admin.pods(), addressed(admin).getFirst());
    soon()
        .untilAsserted(
            () ->
                assertThat(scrape(operator).value("flatnet_allocations_total{subnet=\"blue\"}"))
                    .isEqualTo(3));
    assertThat(scrape(operator).value("flatnet_releases_total{subnet=\"blue\"}")).isEqualTo(1);
    assertThat(operator.get("/healthz")).isEqualTo(new HttpAnswer(200, "", "ok\n"));
  }

  /** The pods that have an address. */
  private static List<ObjectKey> addressed(ClusterStore admin) {
    return admin.addresses().list().answer().orElseThrow().stream()
        .filter(ip -> AddressObjects.published(ip).isPresent())
        .map(ObjectKey::of)
        .toList();
  }

  private static void assertReady(OperatorProcess operator, String answer) {
    soon()
        .untilAsserted(
            () ->
                assertThat(operator.get("/readyz"))
                    .isEqualTo(
                        new HttpAnswer(
                            200,
                            "",
                            answer + (answer.contains("without") ? ".k8s.cni.cncf.io\n" : "\n"))));
  }

  // [!] the reference also serves the log level on the webhook's port, without authentication
  private void checkLogLevel(OperatorProcess operator) throws Exception {
    Path socket = firstDirectory.resolve("log.sock");
    assertThat(operator.listeningPorts()).containsExactly(operator.port());
    assertThat(operator.get(LogLevelRoute.PATH).status()).isEqualTo(404);
    assertThat(operator.post(LogLevelRoute.PATH, "level=trace").status()).isEqualTo(404);
    assertThat(UnixHttp.get(socket, LogLevelRoute.PATH).body()).isEqualTo("info\n");
    assertThat(UnixHttp.post(socket, LogLevelRoute.PATH, "level=debug").body()).isEqualTo("OK\n");
    assertThat(UnixHttp.get(socket, LogLevelRoute.PATH).body()).isEqualTo("debug\n");
    assertThat(UnixHttp.post(socket, LogLevelRoute.PATH, "level=info").body()).isEqualTo("OK\n");
  }

  private void checkTakeOver(OperatorProcess first, OperatorProcess second) throws Exception {
    assertReady(second, "ok: stands by; works without network-attachment-definitions");
    Scrape standby = scrape(second);
    assertThat(standby.value("flatnet_leader")).isZero();
    assertThat(standby.samples().keySet()).noneMatch(name -> name.startsWith("flatnet_pool"));

    first.terminate();
    await()
        .atMost(TAKE_OVER)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> scrape(second).value("flatnet_leader") == 1);

    assertThat(first.awaitEnd()).isZero();
    assertThat(first.err()).contains("released lease", "stopped").doesNotContain("\tat ");
    assertThat(firstDirectory.resolve("log.sock")).doesNotExist();
    soon()
        .untilAsserted(
            () ->
                assertThat(
                        scrape(second)
                            .value("flatnet_pool_addresses{state=\"used\",subnet=\"blue\"}"))
                    .isEqualTo(2));
    assertThat(scrape(second).samples())
        .doesNotContainKey("flatnet_allocations_total{subnet=\"blue\"}");
  }

  private static void checkSubnetsEnd(OperatorProcess operator, ClusterStore admin)
      throws Exception {
    addressed(admin).forEach(pod -> delete(admin.pods(), pod));
    soon()
        .untilAsserted(
            () ->
                assertThat(scrape(operator).value("flatnet_releases_total{subnet=\"blue\"}"))
                    .isEqualTo(2));
    delete(admin.subnets(), new ObjectKey("cattle-flat-network", "blue"));
    soon()
        .untilAsserted(
            () ->
                assertThat(scrape(operator).samples().keySet())
                    .noneMatch(name -> name.contains("blue")));
  }
}
