package io.flatnet.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kubeconfig on a node's disk, which follows the service account: the kubelet renews a token
 * long before it expires (after 80 % of its hour, by default). For use by one thread.
 */
final class KeptKubeconfig {
  private static final Logger LOG = LoggerFactory.getLogger(KeptKubeconfig.class);

  /** Its owner's alone: it is a credential. */
  private static final String MODE = "rw-------";

  private final Path file;
  private final ServiceAccount account;
  private String lastFault = "";

  /** Writes nothing yet. */
  KeptKubeconfig(Path file, ServiceAccount account) {
    this.file = file;
    this.account = account;
  }

  /**
   * Writes the file if it is not what it should be.
   *
   * @return whether it was changed
   * @throws IOException if it cannot; the file is then as it was
   */
  boolean write() throws IOException {
    byte[] content = account.kubeconfig().getBytes(StandardCharsets.UTF_8);
    return WholeFile.replace(file, content, MODE);
  }

  /**
   * As {@link #write}; a fault is a warning, once until it changes, and the next call tries again.
   */
  void refresh() {
    try {
      if (write()) {
        LOG.info("wrote {}", file);
      }
      lastFault = "";
    } catch (IOException e) {
      String fault = String.valueOf(e.getMessage());
      if (!fault.equals(lastFault)) {
        LOG.warn("{} grows old: {}", file, fault);
      }
      lastFault = fault;
    }
  }
}
