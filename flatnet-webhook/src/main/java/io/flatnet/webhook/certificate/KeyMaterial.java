package io.flatnet.webhook.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a TLS server proves its name with. Its text never shows the key.
 *
 * @param privateKey the key, which fits the first certificate
 * @param chain that certificate first, then those of its issuers
 */
public record KeyMaterial(PrivateKey privateKey, List<X509Certificate> chain) {
  /**
   * Copies the chain and tries the key.
   *
   * @throws IllegalArgumentException if the chain is empty or its first certificate is over another
   *     key
   */
  public KeyMaterial {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot use the certificate chain: it must have a certificate, got none");
    }
    if (!Keys.fit(privateKey, chain.getFirst().getPublicKey())) {
      throw new IllegalArgumentException(
          "cannot use the certificate \""
              + chain.getFirst().getSubjectX500Principal()
              + "\": it must be over the private key beside it, got another one's");
    }
  }

  /** The server's own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The certificate in a few words. */
  @Override
  public String toString() {
    return "certificate " + Certificates.text(certificate());
  }
}
