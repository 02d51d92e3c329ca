package io.flatnet.operator;

import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say which cluster a verb is about, and as whom it comes. */
public final class ClusterFlags {
  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "How to reach the API server; the pod's service account, KUBECONFIG, ~/.kube/config.")
  private @Nullable Path kubeconfig;

  @Option(
      names = "--context",
      paramLabel = "NAME",
      description = "The context of the kubeconfig; its current one.")
  private @Nullable String context;

  /**
   * Calls to the cluster's API server.
   *
   * @param timeout of each
   * @throws UsageException if the kubeconfig or its context cannot be used
   */
  public ApiCalls calls(Duration timeout) throws UsageException {
    return new ApiCalls(
        ApiClients.tune(ClientSource.openContext(kubeconfig, context, System.getenv())), timeout);
  }

  /**
   * The namespace of the context.
   *
   * @throws UsageException if the kubeconfig or its context cannot be used
   */
  public String namespace() throws UsageException {
    return ClientSource.namespace(kubeconfig, context, System.getenv());
  }
}
