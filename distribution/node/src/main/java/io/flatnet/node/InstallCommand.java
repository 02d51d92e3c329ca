package io.flatnet.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code install}: brings this runtime, the kubeconfig and the launcher to a node. What is there
 * already and equal is not touched; every part is replaced as a whole; nothing is ever taken away
 * that a running pod's DEL needs.
 */
@Command(
    name = "install",
    description =
        "Installs the launcher, this runtime and a kubeconfig on the node, each as a whole or not"
            + " at all.",
    mixinStandardHelpOptions = true)
final class InstallCommand implements Callable<Integer> {
  /** Ours, and the one in the attachments of pods that were made before us. */
  private static final String[] NAMES = {"flatnet-cni", "rancher-flat-network-cni"};

  @Option(
      names = "--cni-bin-dir",
      required = true,
      description = "Where the container runtime looks for CNI plugins, such as /opt/cni/bin.")
  private Path cniBin = Path.of("");

  @Option(
      names = "--runtime-dir",
      required = true,
      description =
          "Where the runtime goes that serves calls without an agent: the node's /opt/flatnet.")
  private Path runtimeDirectory = Path.of("");

  @Option(
      names = "--kubeconfig",
      required = true,
      description =
          "The file that those calls reach the API server by: the node's"
              + " /etc/cni/net.d/flatnet.d/flatnet.kubeconfig.")
  private Path kubeconfig = Path.of("");

  @Option(
      names = "--kubeconfig-server",
      description = "The API server's URL in that file (default: the pod's).")
  private @Nullable String server;

  @Override
  public Integer call() {
    try {
      // The launcher comes last: with it calls begin.
      Path home = Path.of(System.getProperty("java.home"));
      byte[] launcher = launcher(home);
      say(new RuntimeReleases(runtimeDirectory).install(home), runtimeDirectory);
      say(new KeptKubeconfig(kubeconfig, ServiceAccount.ofPod(server)).write(), kubeconfig);
      for (String name : NAMES) {
        Path file = cniBin.resolve(name);
        say(WholeFile.replace(file, launcher, "rwxr-xr-x"), file);
      }
      return 0;
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static byte[] launcher(Path home) throws IOException {
    Path launcher = home.resolve("bin").resolve(NAMES[0]);
    if (!Files.isRegularFile(launcher)) {
      throw new IOException(
          "cannot install from \"%s\": it has no bin/%s, because no C compiler was there when it was assembled; use a release"
              .formatted(home, NAMES[0]));
    }
    return Files.readAllBytes(launcher);
  }

  private static void say(boolean changed, Path what) {
    System.out.println((changed ? "installed " : "already up to date: ") + what);
  }
}
