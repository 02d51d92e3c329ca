package io.flatnet.webhook.server;

import io.flatnet.webhook.certificate.TlsIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The identity that servers show now, which may be exchanged while they serve: connections that are
 * there go on with the one they began with, handshakes that begin later see the new one. Nothing is
 * resumed from one identity to the next. Safe for use by many threads.
 */
public final class TlsIdentities {
  private record Current(TlsIdentity identity, SSLContext context) {}

  private final AtomicReference<Current> current;

  /**
   * Starts with this identity.
   *
   * @throws IllegalArgumentException if the JDK's TLS cannot use it
   */
  public TlsIdentities(TlsIdentity first) {
    current = new AtomicReference<>(load(first));
  }

  /**
   * Exchanges the identity.
   *
   * @throws IllegalArgumentException if the JDK's TLS cannot use it; the old one stays
   */
  public void exchange(TlsIdentity next) {
    current.set(load(next));
  }

  /** The identity that a handshake would show now. */
  public TlsIdentity current() {
    return current.get().identity();
  }

  /** What makes the engine of a handshake that begins now. */
  SSLContext context() {
    return current.get().context();
  }

  private static Current load(TlsIdentity identity) {
    char[] noPassword = new char[0];
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, noPassword);
      store.setKeyEntry(
          "server",
          identity.privateKey(),
          noPassword,
          identity.chain().toArray(Certificate[]::new));
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, noPassword);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new Current(identity, context);
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalArgumentException(
          "cannot use the TLS identity \""
              + identity
              + "\": the JDK must know its algorithms, got: "
              + e.getMessage()
              + "; take a P-256 or RSA key",
          e);
    }
  }
}
