package io.flatnet.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract on a real kube-apiserver, and beside an operator at work. */
@Requires(Part.CONTROL_PLANE)
class InspectIT extends InspectContract {
  private static final Path ROOT = AdmissionLab.ROOT;
  private static final int CHECKS = Integer.getInteger("flatnet.inspect.checks", 5);

  @TempDir
  @SuppressWarnings("NullAway.Init")
  Path directory;

  @SuppressWarnings("NullAway.Init")
  private ControlPlane controlPlane;

  @BeforeEach
  void start() throws Exception {
    controlPlane = ControlPlane.start();
  }

  @AfterEach
  void stop() {
    controlPlane.close();
  }

  @Override
  Path kubeconfig() {
    return controlPlane.kubeconfig("admin");
  }

  @Override
  boolean isSelectable() {
    return true;
  }

  @Test
  void check_whilePodsComeAndGo_findsNothing() throws Exception {
    controlPlane.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
    controlPlane.apply(ROOT.resolve("distribution/manifests"));
    String account =
        controlPlane.kubeconfig("cattle-flat-network/rancher-flat-network-operator").toString();
    try (OperatorProcess operator =
            new OperatorProcess(directory, Map.of(), "operator", "--kubeconfig", account);
        Churn churn = new Churn(controlPlane)) {
      await()
          .untilAsserted(
              () -> {
                churn.look();
                assertThat(churn.addressed()).as(operator.err()).isGreaterThan(10);
              });
      for (int i = 0; i < CHECKS; i++) {
        Tool tool = Tool.run(kubeconfig(), "check");
        assertThat(tool.out().lines().filter(line -> !line.startsWith(" ")))
            .as(tool.out() + tool.err())
            .noneMatch(line -> line.contains(": ") && !line.startsWith("pod-without-address"));
        assertThat(tool.err()).isEmpty();
      }
    }
  }

  @Test
  void verbs_whenNotAllowed_nameThePermission() throws Exception {
    controlPlane.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
    Path nobody = controlPlane.kubeconfig("default/nobody");

    for (String[] words : new String[][] {{"pools"}, {"check"}, {"map", "lab"}}) {
      Tool tool = Tool.run(nobody, words);
      assertThat(tool.code()).isEqualTo(2);
      assertThat(tool.err())
          .contains("on \"flatnetworksubnets.flatnetwork.pandaria.io\" to this user");
    }
  }

  @Test
  void pools_whenWatched_showsItAgainUntilItIsEnded() throws Exception {
    ShopScene shop = new ShopScene(kubeconfig());
    shop.found();
    shop.open();
    try (OperatorProcess tool =
        new OperatorProcess(
            directory, Map.of(), "pools", "--watch", "--kubeconfig", kubeconfig().toString())) {
      await().until(() -> tool.out().contains("10.10.0.0/24"));
      shop.ledger(ShopScene.SUBNET, "10.10.0.10", "10.10.0.11", "10.10.0.20", "10.10.0.30");
      await().until(() -> tool.out().split("10.10.0.0/24", -1).length == 3);
      tool.signal("TERM"); // SIGINT is ignored in what a shell starts in the background

      assertThat(tool.awaitEnd()).isEqualTo(128 + 15);
      assertThat(tool.err()).isEmpty();
    }
  }
}
