package io.flatnet.cni.cluster;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How to reach an API server and who we are there.
 *
 * @param server its URL, without a path's final slash
 * @param authorities PEM certificates it is trusted by; null = the machine's
 * @param verified whether its certificate is checked at all
 * @param certificate our client certificate in PEM, null = none
 * @param key its private key in PEM, null = none
 * @param token our bearer token, null = none or in a file
 * @param tokenFile where our token is, read again as it is renewed; null = none
 */
@SuppressWarnings("ArrayRecordComponent") // handed on once; equality is never asked
public record ClusterAccess(
    URI server,
    byte @Nullable [] authorities,
    boolean verified,
    byte @Nullable [] certificate,
    byte @Nullable [] key,
    @Nullable String token,
    @Nullable Path tokenFile) {
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

  /**
   * Of a kubeconfig's current context: certificates, tokens and token files, inline or by path.
   *
   * @throws IOException if it cannot be read, or asks for what is not supported
   */
  public static ClusterAccess ofKubeconfig(Path file) throws IOException {
    return Kubeconfig.read(file);
  }

  /**
   * Of the service account that the kubelet mounts into a pod.
   *
   * @throws IOException if this is no pod with a service account
   */
  public static ClusterAccess inCluster() throws IOException {
    String host = System.getenv("KUBERNETES_SERVICE_HOST");
    String port = System.getenv("KUBERNETES_SERVICE_PORT");
    if (host == null || port == null) {
      throw new IOException(
          "cannot find the API server: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be set as in a pod; else give --kubeconfig");
    }
    String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return new ClusterAccess(
        URI.create("https://" + literal + ":" + port),
        Files.readAllBytes(SERVICE_ACCOUNT.resolve("ca.crt")),
        true,
        null,
        null,
        null,
        SERVICE_ACCOUNT.resolve("token"));
  }
}
