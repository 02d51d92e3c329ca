package io.flatnet.operator;

import static io.flatnet.operator.AdmissionLab.ROOT;
import static io.flatnet.operator.AdmissionLab.soon;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shipped operator where the old system is, while it may not list that. */
@Requires(Part.CONTROL_PLANE)
class OldListsIT {
  private static final Path ROLES = ROOT.resolve("distribution/manifests/10-operator-rbac.yaml");
  private static final String OLD_RESOURCES = "[\"macvlansubnets\", \"macvlanips\"]";
  private static final Duration QUIET = Duration.ofSeconds(3);

  /** Two addresses, of which an old pod has the lower one, and a pod that waits for one. */
  private static final String OBJECTS =
      """
      apiVersion: v1
      kind: ServiceAccount
      metadata: {name: default, namespace: default}
      ---
      apiVersion: flatnetwork.pandaria.io/v1
      kind: FlatNetworkSubnet
      metadata: {name: blue, namespace: cattle-flat-network}
      spec: {flatMode: macvlan, master: eth0, vlan: 0, cidr: 10.9.0.0/30}
      ---
      apiVersion: macvlan.cluster.cattle.io/v1
      kind: MacvlanSubnet
      metadata: {name: blue, namespace: kube-system}
      spec: {master: eth0, vlan: 0, cidr: 10.9.0.0/30}
      ---
      apiVersion: macvlan.cluster.cattle.io/v1
      kind: MacvlanIP
      metadata: {name: old, namespace: default}
      spec: {subnet: blue, cidr: 10.9.0.1/30}
      ---
      apiVersion: v1
      kind: Pod
      metadata:
        name: new
        namespace: default
        annotations: {flatnetwork.pandaria.io/subnet: blue, flatnetwork.pandaria.io/ip: auto}
      spec:
        containers: [{name: c, image: none.invalid/c}]
      """;

  @TempDir Path directory;

  @Test
  void operator_whileItMayNotListTheOldResources_saysSoAndGivesNoAddress() throws Exception {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      controlPlane.apply(ROOT.resolve("flatnet-controllers/src/test/resources/macvlan"));
      controlPlane.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
      controlPlane.apply(ROOT.resolve("distribution/manifests"));
      String roles = Files.readString(ROLES);
      assertThat(roles).contains(OLD_RESOURCES);
      controlPlane.apply(roles.replace(OLD_RESOURCES, "[\"none\"]"));
      controlPlane.apply(OBJECTS);
      ClusterStore admin =
          ClusterStore.of(
              new ApiCalls(
                  ClientSource.open(controlPlane.kubeconfig("admin"), null, Map.of()),
                  Duration.ofSeconds(20)));
      String kubeconfig =
          controlPlane.kubeconfig("cattle-flat-network/rancher-flat-network-operator").toString();
      try (OperatorProcess operator =
          new OperatorProcess(directory, Map.of(), "operator", "-kubeconfig", kubeconfig)) {
        HttpAnswer waits =
            new HttpAnswer(
                503,
                "",
                "waiting for the first list of macvlanips.macvlan.cluster.cattle.io,"
                    + " macvlansubnets.macvlan.cluster.cattle.io\n");
        soon()
            .untilAsserted(
                () -> {
                  assertThat(operator.get("/readyz")).isEqualTo(waits);
                  assertThat(operator.err())
                      .contains(
                          "allow verb \"list\" on \"macvlanips.macvlan.cluster.cattle.io\"",
                          "controllers of \"workload\" work");
                });
        await()
            .during(QUIET)
            .atMost(QUIET.multipliedBy(10))
            .until(() -> admin.addresses().list().answer().orElseThrow().isEmpty());
        assertThat(operator.get("/readyz")).isEqualTo(waits);
        assertThat(operator.get("/healthz").status()).isEqualTo(200);
        assertThat(operator.err()).doesNotContain("controllers of \"address\" work");

        controlPlane.apply(roles);
        soon()
            .untilAsserted(
                () ->
                    assertThat(admin.addresses().get(new ObjectKey("default", "new")).answer())
                        .hasValueSatisfying(
                            ip -> assertThat(ip.status().getAddr()).isEqualTo("10.9.0.2")));
        assertThat(operator.get("/readyz").status()).isEqualTo(200);
      }
    }
  }
}
