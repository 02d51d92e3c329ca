package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two processes on a kube-apiserver of their own: one leads, and what becomes of it when it is
 * silent.
 */
@Requires(Part.CONTROL_PLANE)
class OperatorElectionIT {
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root", "."));
  private static final String LEADS = "leads: ";
  private static final Map<String, String> SHORT_LEASES =
      Map.of(
          "CATTLE_ELECTION_LEASE_DURATION", "6s",
          "CATTLE_ELECTION_RENEW_DEADLINE", "4s",
          "CATTLE_ELECTION_RETRY_PERIOD", "500ms",
          "HOSTNAME", "host");

  @TempDir Path directory;

  @Test
  void operator_whenLeaderIsStoppedForLong_theOtherLeadsAndItStandsByWhenItGoesOn()
      throws Exception {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      check(controlPlane);
    }
  }

  private void check(ControlPlane controlPlane) throws Exception {
    controlPlane.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
    controlPlane.apply(ROOT.resolve("distribution/manifests"));
    String kubeconfig =
        controlPlane.kubeconfig("cattle-flat-network/rancher-flat-network-operator").toString();
    String[] command = {"operator", "-kubeconfig", kubeconfig};
    try (OperatorProcess first = new OperatorProcess(directory, SHORT_LEASES, command)) {
      await().until(() -> first.err().contains(LEADS));
      try (OperatorProcess second = new OperatorProcess(directory, SHORT_LEASES, command)) {
        await().until(() -> second.err().contains("stands by: "));
        assertThat(second.err()).doesNotContain(LEADS).contains("\"host_");

        first.signal("STOP");
        await().until(() -> second.err().contains(LEADS));
        first.signal("CONT");

        await()
            .untilAsserted(
                () ->
                    assertThat(first.err())
                        .contains("leads no more", "starting anew as a candidate")
                        .contains("stands by: "));
        assertThat(first.err().split(LEADS, -1)).hasSize(2); // it led once

        second.terminate();
        await().until(() -> first.err().split(LEADS, -1).length == 3); // by the released lease
        assertThat(second.awaitEnd()).isZero();
        assertThat(second.err()).contains("released lease");
      }
    }
  }
}
