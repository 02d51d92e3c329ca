package io.flatnet.cni.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.flatnet.api.FlatNetwork;
import io.flatnet.cni.CniFailure;
import io.flatnet.cni.PluginError;
import io.flatnet.cni.PodReference;
import io.flatnet.testcluster.ControlPlane;
import io.flatnet.testcluster.Part;
import io.flatnet.testcluster.Requires;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on a real kube-apiserver. */
@Requires(Part.CONTROL_PLANE)
class RealClusterIT extends ClusterContract {
  private static ControlPlane controlPlane;

  @BeforeAll
  static void define(ControlPlane started) throws Exception {
    controlPlane = started;
    controlPlane.apply(definitions(FlatNetwork.IP_PLURAL));
    controlPlane.apply(definitions(FlatNetwork.SUBNET_PLURAL));
  }

  @Override
  Path kubeconfig() {
    return controlPlane.kubeconfig("admin");
  }

  @Test
  void find_whenTheRoleIsMissing_namesIt() throws Exception {
    Path kubeconfig = controlPlane.kubeconfig("default/nobody");
    try (ClusterAddressSource other =
        ClusterAddressSource.of(ClusterAccess.ofKubeconfig(kubeconfig))) {
      CniFailure failure =
          catchThrowableOfType(
              CniFailure.class, () -> other.find(new PodReference("default", "any", "")));
      assertThat(failure.code()).isEqualTo(PluginError.API_REFUSED.code());
      assertThat(failure).hasMessageContaining("403").hasMessageContaining("role");
    }
  }
}
