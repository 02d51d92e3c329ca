package io.flatnet.webhook.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.jspecify.annotations.Nullable;

/**
 * A private key and the certificate chain over it, which go together: what a TLS server proves its
 * name with.
 *
 * @param privateKey the key, RSA or of an elliptic curve
 * @param chain the key's own certificate first, then those of its issuers, the root may be missing
 */
public record TlsIdentity(PrivateKey privateKey, List<X509Certificate> chain) {
  private static final byte[] PROBE = "flatnet".getBytes(StandardCharsets.US_ASCII);

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
    if (!fit(privateKey, chain.getFirst().getPublicKey())) {
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
    return new TlsIdentity(privateKey(key), chain(certificates));
  }

  private static List<X509Certificate> chain(String pem) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)))
          .stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      throw new IllegalArgumentException(
          "cannot read the certificate chain: it must be PEM blocks \"CERTIFICATE\", got other"
              + " text; see RFC 7468",
          e);
    }
  }

  private static PrivateKey privateKey(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      PrivateKeyInfo info = null;
      for (Object block = parser.readObject();
          block != null && info == null;
          block = parser.readObject()) {
        info = keyInfo(block);
      }
      if (info != null) {
        String algorithm =
            info.getPrivateKeyAlgorithm().getAlgorithm().getId(); // the JDK takes OIDs
        return KeyFactory.getInstance(algorithm)
            .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unreadableKey(e);
    }
    throw unreadableKey(null);
  }

  /** The key of a block; null of one that has none, such as {@code EC PARAMETERS}. */
  private static @Nullable PrivateKeyInfo keyInfo(Object block) {
    return switch (block) {
      case PrivateKeyInfo info -> info;
      case PEMKeyPair pair -> pair.getPrivateKeyInfo();
      default -> null; // BC's types are open
    };
  }

  private static IllegalArgumentException unreadableKey(@Nullable Exception cause) {
    return new IllegalArgumentException(
        "cannot read the private key: it must be one PEM block \"PRIVATE KEY\" that is not"
            + " encrypted, got other text; convert it with 'openssl pkcs8 -topk8 -nodes'",
        cause);
  }

  private static boolean fit(PrivateKey privateKey, PublicKey publicKey) {
    try {
      Signature signature = Signature.getInstance(algorithm(privateKey));
      signature.initSign(privateKey);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  private static String algorithm(PrivateKey key) {
    return switch (key.getAlgorithm()) {
      case "RSA" -> "SHA256withRSA";
      case "EC", "ECDSA" -> "SHA256withECDSA";
      default -> key.getAlgorithm(); // Ed25519 and Ed448 sign under their own names
    };
  }

  /** The certificates; the key is not shown. */
  @Override
  public String toString() {
    X509Certificate own = chain.getFirst();
    return own.getSubjectX500Principal()
        + ", serial "
        + own.getSerialNumber().toString(16)
        + ", until "
        + own.getNotAfter().toInstant();
  }
}
