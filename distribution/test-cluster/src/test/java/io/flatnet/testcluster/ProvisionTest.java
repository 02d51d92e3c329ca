package io.flatnet.testcluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProvisionTest {
  @Test
  void versions_whenProvisionBuildsThem_areThoseThatTestsAskFor() throws IOException {
    Path script =
        Path.of(System.getProperty("flatnet.root", "."), "distribution/test-cluster/provision");

    assertThat(Files.readString(script))
        .contains("KUBERNETES=" + ControlPlaneBinaries.KUBERNETES_VERSION + " ")
        .contains("ETCD=" + ControlPlaneBinaries.ETCD_VERSION + " ");
  }
}
