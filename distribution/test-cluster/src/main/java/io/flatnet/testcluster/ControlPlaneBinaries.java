package io.flatnet.testcluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where etcd and the Kubernetes binaries are.
 *
 * @param directory the directory that holds them
 * @param pinned whether their versions must be the pinned ones: so in our own cache, not in a
 *     directory that the user named
 */
record ControlPlaneBinaries(Path directory, boolean pinned) {
  /** The Kubernetes version that {@code provision} builds. */
  static final String KUBERNETES_VERSION = "1.36.3";

  /** The etcd version that {@code provision} builds. */
  static final String ETCD_VERSION = "3.6.16";

  private static final String PROVISION =
      "run distribution/test-cluster/provision or set KUBEBUILDER_ASSETS";

  static ControlPlaneBinaries find(TestHome home) {
    String assets = System.getenv().getOrDefault("KUBEBUILDER_ASSETS", "");
    return assets.isEmpty()
        ? new ControlPlaneBinaries(home.bin(), true)
        : new ControlPlaneBinaries(Path.of(assets), false);
  }

  Path etcd() {
    return directory.resolve("etcd");
  }

  Path apiServer() {
    return directory.resolve("kube-apiserver");
  }

  Path controllerManager() {
    return directory.resolve("kube-controller-manager");
  }

  /** Why the control plane cannot start with these; empty if it can. */
  Optional<String> missing(boolean withControllerManager) {
    return check(etcd(), ETCD_VERSION)
        .or(() -> check(apiServer(), KUBERNETES_VERSION))
        .or(
            () ->
                withControllerManager
                    ? check(controllerManager(), KUBERNETES_VERSION)
                    : Optional.empty());
  }

  private Optional<String> check(Path binary, String version) {
    if (!Files.isExecutable(binary)) {
      return Optional.of("no binary \"" + binary + "\"; " + PROVISION);
    }
    Command.Outcome outcome = Command.run(List.of(binary.toString(), "--version"), Map.of());
    if (!outcome.succeeded()) {
      return Optional.of(
          "\"" + binary + "\" does not run: " + outcome.firstLine() + "; " + PROVISION);
    }
    if (pinned && !outcome.firstLine().endsWith(version)) {
      return Optional.of(
          "\"%s\" must have version %s, got \"%s\"; %s"
              .formatted(binary, version, outcome.firstLine(), PROVISION));
    }
    return Optional.empty();
  }
}
