package io.flatnet.lab.bench.webhook;

import io.flatnet.webhook.Admission;
import io.flatnet.webhook.certificate.TlsIdentity;
import io.flatnet.webhook.server.TlsIdentities;
import io.flatnet.webhook.server.WebhookServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** The webhook's server over a {@link LargeCluster}, in a process of its own. */
final class ReviewServerMain {
  private ReviewServerMain() {}

  /**
   * Serves on a free port of loopback, which is the first line of stdout, until stdin ends. For
   * each line of stdin it collects garbage and says on a line how many bytes of its heap are left.
   *
   * @param arguments the key store
   */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    KeyStore keys = LoopbackKeys.load(Path.of(arguments[0]));
    TlsIdentity identity =
        new TlsIdentity(
            (PrivateKey) keys.getKey(LoopbackKeys.ALIAS, LoopbackKeys.PASSWORD.toCharArray()),
            List.of((X509Certificate) keys.getCertificate(LoopbackKeys.ALIAS)));
    Admission admission = new Admission(new LargeCluster());
    try (WebhookServer server =
        WebhookServer.builder(admission::judge, new TlsIdentities(identity))
            .address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .start()) {
      System.out.println(server.port());
      for (int read = System.in.read(); read >= 0; read = System.in.read()) {
        if (read == '\n') {
          System.gc();
          System.out.println(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
      }
    }
  }
}
