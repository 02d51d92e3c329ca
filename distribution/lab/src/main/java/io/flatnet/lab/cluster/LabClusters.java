package io.flatnet.lab.cluster;

import io.flatnet.apiserver.EmbeddedApiServer;
import io.flatnet.testcluster.ControlPlane;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;

/** Starts the API server of a run, or finds it. */
public final class LabClusters {
  private static final String OPERATOR = "cattle-flat-network/rancher-flat-network-operator";
  private static final String AGENT = "cattle-flat-network/rancher-flat-network-cni";

  private LabClusters() {}

  /**
   * Starts our own API server in this process.
   *
   * @param directory where its kubeconfig files go
   */
  public static LabCluster embedded(Path directory) throws IOException {
    EmbeddedApiServer server = EmbeddedApiServer.start(directory);
    return new LabCluster(
        "embedded, in memory, at " + server.uri(),
        server.kubeconfig(),
        server.kubeconfig(OPERATOR),
        server.kubeconfig(AGENT),
        true,
        server);
  }

  /**
   * Starts etcd and kube-apiserver, and gives operator and agent their roles.
   *
   * @param manifests accounts and roles
   * @throws IOException when the binaries are missing or do not start
   */
  public static LabCluster assets(Path manifests) throws IOException {
    ControlPlane server = ControlPlane.start();
    try {
      server.apply(manifests);
      return new LabCluster(
          "kube-apiserver with etcd at %s; operator and agents have the roles of %s"
              .formatted(server.server(), manifests.getFileName()),
          server.kubeconfig("admin"),
          server.kubeconfig(OPERATOR),
          server.kubeconfig(AGENT),
          true,
          server);
    } catch (IOException refused) {
      server.close();
      throw refused;
    }
  }

  /** An API server that is there already; all parts use the one kubeconfig file. */
  public static LabCluster existing(Path kubeconfig) throws IOException {
    String server = client(kubeconfig).getBasePath();
    return new LabCluster(
        server + " of " + kubeconfig, kubeconfig, kubeconfig, kubeconfig, false, () -> {});
  }

  /**
   * A client by a kubeconfig file.
   *
   * @throws IOException when the file cannot be read, or names what cannot be used
   */
  public static ApiClient client(Path kubeconfig) throws IOException {
    try (Reader text = Files.newBufferedReader(kubeconfig)) {
      KubeConfig config = KubeConfig.loadKubeConfig(text);
      config.setFile(kubeconfig.toFile());
      return ClientBuilder.kubeconfig(config).build();
    }
  }
}
