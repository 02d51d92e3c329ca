package io.flatnet.webhook.certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.jspecify.annotations.Nullable;

/** Certificates and keys as text (RFC 7468). What it says of a broken key does not show it. */
final class Pem {
  private static final int LINE = 64;

  private Pem() {}

  /**
   * The {@code CERTIFICATE} blocks of a text.
   *
   * @throws IllegalArgumentException if one cannot be read
   */
  static List<X509Certificate> certificates(String text) {
    try {
      return CertificateFactory.getInstance("X.509")
          .generateCertificates(
              new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)))
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

  /**
   * The first private key of a text, which is not encrypted: {@code PRIVATE KEY}, {@code EC PRIVATE
   * KEY} or {@code RSA PRIVATE KEY}.
   *
   * @throws IllegalArgumentException if there is none
   */
  static PrivateKey privateKey(String text) {
    try (PEMParser parser = new PEMParser(new StringReader(text))) {
      for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
        PrivateKeyInfo info = keyInfo(block);
        if (info != null) {
          String algorithm = info.getPrivateKeyAlgorithm().getAlgorithm().getId();
          return KeyFactory.getInstance(algorithm) // the JDK takes OIDs
              .generatePrivate(new PKCS8EncodedKeySpec(info.getEncoded()));
        }
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw unreadable(e);
    }
    throw unreadable(null);
  }

  /** The key of a block; null of one that has none, such as {@code EC PARAMETERS}. */
  private static @Nullable PrivateKeyInfo keyInfo(Object block) {
    return switch (block) {
      case PrivateKeyInfo info -> info;
      case PEMKeyPair pair -> pair.getPrivateKeyInfo();
      default -> null; // BC's types are open
    };
  }

  private static IllegalArgumentException unreadable(@Nullable Exception cause) {
    return new IllegalArgumentException(
        "cannot read the private key: it must be one PEM block \"PRIVATE KEY\" that is not"
            + " encrypted, got other text; convert it with 'openssl pkcs8 -topk8 -nodes'",
        cause);
  }

  /** The text of certificates, one block after the other. */
  static String text(List<X509Certificate> certificates) {
    StringBuilder text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      try {
        text.append(block("CERTIFICATE", certificate.getEncoded()));
      } catch (CertificateEncodingException e) {
        throw new IllegalStateException("cannot write the certificate " + certificate, e);
      }
    }
    return text.toString();
  }

  /** The text of a key (PKCS#8). */
  static String text(PrivateKey key) {
    return block("PRIVATE KEY", key.getEncoded());
  }

  private static String block(String type, byte[] der) {
    String body = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
  }
}
