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
 * The process on a real kube-apiserver: first without rights, then without CRDs, then with both.
 */
@Requires(Part.CONTROL_PLANE)
class OperatorIT {
  private static final Path ROOT = Path.of(System.getProperty("flatnet.root", "."));

  @TempDir Path directory;

  @Test
  void operator_whenRightsAndResourcesComeLate_saysWhatIsMissingAndStartsThen(
      ControlPlane controlPlane) throws Exception {
    String kubeconfig =
        controlPlane.kubeconfig("cattle-flat-network/rancher-flat-network-operator").toString();
    try (OperatorProcess process =
        new OperatorProcess(directory, Map.of(), "operator", "-kubeconfig", kubeconfig)) {
      await()
          .untilAsserted(
              () ->
                  assertThat(process.err())
                      .contains("cannot list pods")
                      .contains("allow verb \"list\" on \"pods\""));
      controlPlane.apply(ROOT.resolve("distribution/manifests"));
      await().until(() -> process.err().contains("apply the CRDs; waiting for them"));
      controlPlane.apply(ROOT.resolve("flatnet-api/src/main/resources/crds"));
      await().until(() -> process.err().contains("controllers of \"address\" work"));

      process.terminate();

      assertThat(process.awaitEnd()).isZero();
      assertThat(process.err()).contains("stopped").doesNotContain("\tat ");
      assertThat(process.out()).isEmpty();
    }
  }
}
