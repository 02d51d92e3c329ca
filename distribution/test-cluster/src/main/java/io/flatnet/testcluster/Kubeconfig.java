package io.flatnet.testcluster;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The text of a kubeconfig file with everything in it. */
final class Kubeconfig {
  private Kubeconfig() {}

  static String text(
      URI server, String authorityPem, String user, CertificateAuthority.Identity identity) {
    return """
        apiVersion: v1
        kind: Config
        clusters:
        - name: test
          cluster:
            server: %s
            certificate-authority-data: %s
        users:
        - name: %s
          user:
            client-certificate-data: %s
            client-key-data: %s
        contexts:
        - name: test
          context:
            cluster: test
            user: %s
        current-context: test
        """
        .formatted(
            server,
            base64(authorityPem),
            user,
            base64(identity.certificatePem()),
            base64(identity.keyPem()),
            user);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
