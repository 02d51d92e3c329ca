package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three operators as they are shipped, and pods that come and go all the time: the leader is killed
 * again and again, API server and etcd are restarted and stopped in their tracks. At every look no
 * address has two owners; at rest every pod that can have an address has one, and the ledger has
 * those and no other.
 */
@Requires(Part.CONTROL_PLANE)
class ChaosIT {
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root", "."));

  /** How often the leader is killed; {@code -Dflatnet.chaos.kills=100} for the long run. */
  private static final int KILLS = Integer.getInteger("flatnet.chaos.kills", 6);

  private static final int OPERATORS = 3;
  private static final int HARM_TO_SERVER_EVERY = 3;
  private static final Map<String, String> SHORT_LEASES =
      Map.of(
          "CATTLE_ELECTION_LEASE_DURATION", "3s",
          "CATTLE_ELECTION_RENEW_DEADLINE", "2s",
          "CATTLE_ELECTION_RETRY_PERIOD", "300ms");

  @TempDir Path directory;

  private final List<OperatorProcess> operators = new ArrayList<>();

  @Test
  void leader_killedAgainAndAgain_givesNoAddressTwiceAndLosesNone() throws Exception {
    try (ControlPlane controlPlane = ControlPlane.start()) {
      controlPlane.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
      controlPlane.apply(ROOT.resolve("distribution/manifests"));
      try (Churn churn = new Churn(controlPlane)) {
        for (int i = 0; i < OPERATORS; i++) {
          start(controlPlane);
        }
        for (int kill = 1; kill <= KILLS; kill++) {
          killLeader(controlPlane);
          if (kill % HARM_TO_SERVER_EVERY == 0) {
            harm(controlPlane, kill / HARM_TO_SERVER_EVERY);
          }
        }
        churn.stop();
        await().untilAsserted(churn::assertAtRest);
        assertThat(churn.doubles()).isEmpty();
        assertThat(churn.addressed()).as("pods that were seen with an address").isPositive();
      }
    } finally {
      operators.forEach(OperatorProcess::close);
    }
  }

  private void start(ControlPlane controlPlane) throws Exception {
    String kubeconfig =
        controlPlane.kubeconfig("cattle-flat-network/rancher-flat-network-operator").toString();
    operators.add(
        new OperatorProcess(
            directory,
            SHORT_LEASES,
            "operator",
            "--webhook-server=false",
            "-kubeconfig",
            kubeconfig));
  }

  /** Waits until one leads, kills it with SIGKILL, and starts another in its place. */
  private void killLeader(ControlPlane controlPlane) throws Exception {
    await().until(() -> operators.stream().anyMatch(ChaosIT::leads));
    OperatorProcess leader = operators.stream().filter(ChaosIT::leads).findFirst().orElseThrow();
    operators.remove(leader);
    leader.close();
    start(controlPlane);
  }

  private static boolean leads(OperatorProcess operator) {
    String log = operator.err();
    return log.lastIndexOf("leads: ") > log.lastIndexOf("leads no more");
  }

  private static void harm(ControlPlane controlPlane, int turn) throws Exception {
    switch (turn % 4) {
      case 1 -> controlPlane.restart(ControlPlane.Member.API_SERVER);
      case 2 -> stopped(controlPlane, ControlPlane.Member.ETCD);
      case 3 -> stopped(controlPlane, ControlPlane.Member.API_SERVER);
      default -> controlPlane.restart(ControlPlane.Member.ETCD);
    }
  }

  /** Longer than a lease. */
  private static void stopped(ControlPlane controlPlane, ControlPlane.Member member)
      throws Exception {
    controlPlane.pause(member);
    try {
      await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
    } finally {
      controlPlane.resume(member);
    }
  }
}
