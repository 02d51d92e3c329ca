package io.flatnet.node;

import io.flatnet.api.cni.FlatNetworkOptions;
import io.flatnet.api.cni.NetworkConfig;
import io.flatnet.api.cni.NetworkConfigException;
import io.flatnet.api.cni.PluginConfig;
import io.flatnet.cni.Cancellation;
import io.flatnet.cni.CniAnswer;
import io.flatnet.cni.CniPlugin;
import io.flatnet.cni.CniRequest;
import io.flatnet.cni.NodeNetwork;
import io.flatnet.cni.cluster.ClusterAccess;
import io.flatnet.cni.cluster.DeferredAddressSource;
import io.flatnet.cni.journal.Journals;
import io.flatnet.netlink.NetlinkException;
import io.flatnet.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;

/**
 * {@code cni}: one CNI call in this process. What the launcher becomes when no agent answers; slow,
 * but a node can always be drained.
 */
@Command(
    name = "cni",
    description = "Runs one CNI call without an agent: CNI_* environment, configuration on stdin.")
final class CniCallCommand implements Callable<Integer> {
  private static final int MAX_STDIN_BYTES = 1024 * 1024;
  private static final long DEFAULT_TIMEOUT_SECONDS = 100;

  private static final Path CONFIGURATION = Path.of("/etc/cni/net.d");
  private static final Path CONFIGURATION_ON_K3S =
      Path.of("/var/lib/rancher/k3s/agent/etc/cni/net.d");

  /** What our installer writes and the agent keeps fresh, then what Multus's does. */
  private static final String[] KUBECONFIGS = {
    "flatnet.d/flatnet.kubeconfig", "multus.d/multus.kubeconfig"
  };

  private static final CountDownLatch ENDED = new CountDownLatch(1);
  private static final Path JOURNAL = Path.of("/run/flatnet/journal");

  @Override
  public Integer call() throws IOException {
    Logging.configure(false);
    Map<String, String> environment = System.getenv();
    Cancellation cancellation = Cancellation.unwatched();
    cancelOnSignal(cancellation);
    CompletableFuture.delayedExecutor(timeoutSeconds(), TimeUnit.SECONDS)
        .execute(cancellation::cancel);
    byte[] stdin = System.in.readNBytes(MAX_STDIN_BYTES + 1);
    try (NamespaceOfCall pod = NamespaceOfCall.open(environment.getOrDefault("CNI_NETNS", ""))) {
      CniRequest request = new CniRequest(environment, stdin, pod.namespace(), pod.problem());
      return run(request, cancellation);
    } finally {
      ENDED.countDown();
    }
  }

  /** SIGTERM: the call is given up and taken back before the process ends. */
  private static void cancelOnSignal(Cancellation cancellation) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  cancellation.cancel();
                  try {
                    ENDED.await();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                }));
  }

  /** The caller reads stdout: a fault must be a CNI error there, and its trace on stderr. */
  private static int run(CniRequest request, Cancellation cancellation) throws IOException {
    try (DeferredAddressSource source =
            new DeferredAddressSource(() -> access(request.environment(), request.stdin()));
        NetworkNamespace own = NetworkNamespace.current();
        NodeNetwork node = NodeNetwork.open(own, null);
        Journals journals = journals()) {
      return answer(CniPlugin.withoutAgent(source, node, journals), request, cancellation);
    } catch (RuntimeException e) {
      LoggerFactory.getLogger(CniCallCommand.class).error("a fault of the plugin", e);
      try (CniAnswer fault = CniPlugin.fault(request, e)) {
        System.out.print(fault.json());
        return fault.exitCode();
      }
    }
  }

  /** An agent that starts after this call was killed takes it back. */
  private static Journals journals() {
    try {
      return Journals.in(JOURNAL);
    } catch (IOException e) {
      LoggerFactory.getLogger(CniCallCommand.class).warn("goes on without a journal: {}", e, e);
      return Journals.none();
    }
  }

  private static int answer(CniPlugin plugin, CniRequest request, Cancellation cancellation) {
    try (CniAnswer answer = plugin.run(request, cancellation)) {
      if (answer.exitCode() == 0 && cancellation.isCancelled()) {
        answer.undo();
        System.out.print(CniPlugin.givenUp(request).json());
        return 1;
      }
      answer.delivering();
      System.out.print(answer.json());
      System.out.flush();
      if (System.out.checkError()) {
        answer.undo();
        return 1;
      }
      return answer.exitCode();
    }
  }

  private static long timeoutSeconds() {
    String text = System.getenv().getOrDefault("FLATNET_TIMEOUT_SECONDS", "");
    try {
      return text.isEmpty() ? DEFAULT_TIMEOUT_SECONDS : Long.parseLong(text);
    } catch (NumberFormatException e) {
      LoggerFactory.getLogger(CniCallCommand.class)
          .warn("FLATNET_TIMEOUT_SECONDS is no number: {}", text, e);
      return DEFAULT_TIMEOUT_SECONDS;
    }
  }

  private static ClusterAccess access(Map<String, String> environment, byte[] stdin)
      throws IOException {
    List<Path> candidates = new ArrayList<>();
    Path named = namedKubeconfig(stdin);
    if (named != null) {
      candidates.add(named);
    }
    boolean k3s = environment.getOrDefault("CNI_PATH", "").contains("k3s");
    for (String kubeconfig : KUBECONFIGS) {
      candidates.add((k3s ? CONFIGURATION_ON_K3S : CONFIGURATION).resolve(kubeconfig));
    }
    for (Path candidate : candidates) {
      if (Files.isReadable(candidate)) {
        return ClusterAccess.ofKubeconfig(candidate);
      }
    }
    throw new IOException(
        "no agent answers and there is no kubeconfig at any of %s; start the agent, or name one in flatNetwork.kubeconfig"
            .formatted(candidates));
  }

  private static @Nullable Path namedKubeconfig(byte[] stdin) throws IOException {
    try {
      NetworkConfig config = PluginConfig.read(stdin);
      FlatNetworkOptions options = config.getFlatNetwork();
      String path = options == null ? null : options.getKubeconfig();
      return path == null || path.isEmpty() ? null : Path.of(path);
    } catch (NetworkConfigException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * The pod's namespace of this call.
   *
   * @param namespace null when none is named or it cannot be opened
   * @param problem why it cannot be opened
   */
  private record NamespaceOfCall(@Nullable NetworkNamespace namespace, String problem)
      implements AutoCloseable {
    static NamespaceOfCall open(String path) {
      if (path.isEmpty()) {
        return new NamespaceOfCall(null, "");
      }
      try {
        return new NamespaceOfCall(NetworkNamespace.open(Path.of(path)), "");
      } catch (NetlinkException e) {
        return new NamespaceOfCall(null, e.errnoName());
      }
    }

    @Override
    public void close() {
      if (namespace != null) {
        namespace.close();
      }
    }
  }
}
