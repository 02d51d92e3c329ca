package io.flatnet.lab;

import io.flatnet.lab.cluster.ControlPlaneChoice;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What the user asked of the demo.
 *
 * @param kubeconfig the file for {@link ControlPlaneChoice#KUBECONFIG}, null for the others
 * @param keep whether all stays until Ctrl-C
 */
record DemoOptions(ControlPlaneChoice controlPlane, @Nullable Path kubeconfig, boolean keep) {
  DemoOptions {
    if ((controlPlane == ControlPlaneChoice.KUBECONFIG) != (kubeconfig != null)) {
      throw new IllegalArgumentException(
          "cannot use --control-plane %s: --kubeconfig FILE goes with --control-plane kubeconfig, and only with it"
              .formatted(controlPlane));
    }
  }
}
