package io.flatnet.webhook.certificate;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key and the certificate chain over it, which go together: what a TLS server proves its
 * name with.
 *
 * @param privateKey the key, RSA or of an elliptic curve
 * @param chain the key's own certificate first, then those of its issuers, the root may be missing
 */
public record TlsIdentity(PrivateKey privateKey, List<X509Certificate> chain) {
  /**
   * Signs once to see that the key is that of the certificate.
   *
   * @throws IllegalArgumentException if there is no certificate or it is over another key
   */
  public TlsIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException(
          "cannot use the certificate chain: it must have a certificate, got none; put the"
              + " server's certificate first, then its issuers'");
    }
    if (!Keys.fit(privateKey, chain.getFirst().getPublicKey())) {
      throw new IllegalArgumentException(
          "cannot use the certificate \""
              + chain.getFirst().getSubjectX500Principal()
              + "\": it must be over the private key, got another one's; take both from one pair");
    }
  }

  /**
   * Reads both from PEM (RFC 7468).
   *
   * @param certificates one or more {@code CERTIFICATE} blocks
   * @param key one unencrypted {@code PRIVATE KEY}, {@code EC PRIVATE KEY} or {@code RSA PRIVATE
   *     KEY}
   * @throws IllegalArgumentException if they cannot be read or do not go together; the message does
   *     not show the key
   */
  public static TlsIdentity ofPem(String certificates, String key) {
    return new TlsIdentity(Pem.privateKey(key), Pem.certificates(certificates));
  }

  /** The key's own certificate. */
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /** The certificates; the key is not shown. */
  @Override
  public String toString() {
    X509Certificate own = certificate();
    return own.getSubjectX500Principal()
        + ", serial "
        + own.getSerialNumber().toString(16)
        + ", until "
        + own.getNotAfter().toInstant();
  }
}
