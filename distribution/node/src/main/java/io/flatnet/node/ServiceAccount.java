package io.flatnet.node;

import io.flatnet.cni.cluster.ClusterAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the kubelet mounts into a pod, and the kubeconfig that it amounts to outside of the pod: the
 * API server by its address, the authority and the token by their content. Immutable; the files are
 * read anew by each call.
 *
 * @param server the API server's URL
 * @param directory where {@code ca.crt} and {@code token} are
 */
record ServiceAccount(String server, Path directory) {
  private static final Path MOUNTED = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");
  private static final Pattern SERVER = Pattern.compile("https?://[^\\s\"\\\\]+");

  /** RFC 6750 2.1. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  ServiceAccount {
    if (!SERVER.matcher(server).matches()) {
      throw new IllegalArgumentException(
          "cannot use API server \"%s\": must be a URL such as https://10.43.0.1:443"
              .formatted(server));
    }
  }

  /**
   * The one of the pod that this process runs in.
   *
   * @param server the API server's URL as the node reaches it; null = as the pod does
   * @throws IOException if the pod has none
   */
  static ServiceAccount ofPod(@Nullable String server) throws IOException {
    String url = server == null ? ClusterAccess.inCluster().server().toString() : server;
    return new ServiceAccount(url, MOUNTED);
  }

  /**
   * As a kubeconfig file.
   *
   * @throws IOException if a file cannot be read, or holds no token
   */
  String kubeconfig() throws IOException {
    String token = Files.readString(directory.resolve("token")).strip();
    if (!TOKEN.matcher(token).matches()) {
      throw new IOException(
          "cannot use \"%s\": it is no bearer token".formatted(directory.resolve("token")));
    }
    byte[] authority = Files.readAllBytes(directory.resolve("ca.crt"));
    return """
    # For CNI calls without an agent; the agent keeps it fresh.
    apiVersion: v1
    kind: Config
    clusters:
    - name: cluster
      cluster:
        server: "%s"
        certificate-authority-data: "%s"
    users:
    - name: flatnet-agent
      user:
        token: "%s"
    contexts:
    - name: flatnet-agent
      context:
        cluster: cluster
        user: flatnet-agent
    current-context: flatnet-agent
    """
        .formatted(server, Base64.getEncoder().encodeToString(authority), token);
  }
}
