package io.flatnet.testcluster;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority that lives as long as one {@link ControlPlane}; its key never leaves
 * memory. Keys are P-256, certificates are valid for a day.
 */
final class CertificateAuthority {
  private static final Duration LIFETIME = Duration.ofDays(1);
  private static final Duration SKEW = Duration.ofMinutes(5);
  private static final SecureRandom RANDOM = new SecureRandom();

  /**
   * A key and the certificate over it.
   *
   * @param keyPair the key
   * @param certificate its certificate, signed by the authority
   */
  record Identity(KeyPair keyPair, X509Certificate certificate) {
    String certificatePem() {
      try {
        return pem("CERTIFICATE", certificate.getEncoded());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("cannot encode a certificate of our own", e);
      }
    }

    String keyPem() {
      return pem("PRIVATE KEY", keyPair.getPrivate().getEncoded());
    }
  }

  private enum Usage {
    AUTHORITY,
    SERVER,
    CLIENT
  }

  private static final X500Name NAME = name("flatnet-test-ca", List.of());

  private final Identity self;

  CertificateAuthority() {
    KeyPair keys = newKeyPair();
    this.self = new Identity(keys, sign(keys, NAME, keys, Usage.AUTHORITY));
  }

  X509Certificate certificate() {
    return self.certificate();
  }

  String certificatePem() {
    return self.certificatePem();
  }

  /** A certificate for the API server on loopback. */
  Identity issueServer() {
    return issue(name("kube-apiserver", List.of()), Usage.SERVER);
  }

  /**
   * A client certificate, which Kubernetes reads as a user of some groups.
   *
   * @param user the common name
   * @param groups the organizations
   */
  Identity issueClient(String user, List<String> groups) {
    return issue(name(user, groups), Usage.CLIENT);
  }

  private Identity issue(X500Name subject, Usage usage) {
    KeyPair keys = newKeyPair();
    return new Identity(keys, sign(self.keyPair(), subject, keys, usage));
  }

  private static X500Name name(String commonName, List<String> organizations) {
    X500NameBuilder builder = new X500NameBuilder(BCStyle.INSTANCE);
    organizations.forEach(organization -> builder.addRDN(BCStyle.O, organization));
    return builder.addRDN(BCStyle.CN, commonName).build();
  }

  private static X509Certificate sign(
      KeyPair issuer, X500Name subject, KeyPair subjectKeys, Usage usage) {
    Instant now = Instant.now();
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            new BigInteger(120, RANDOM),
            Date.from(now.minus(SKEW)),
            Date.from(now.plus(LIFETIME)),
            subject,
            subjectKeys.getPublic());
    try {
      addExtensions(builder, usage);
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate())));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException("cannot sign a certificate for " + subject, e);
    }
  }

  private static void addExtensions(JcaX509v3CertificateBuilder builder, Usage usage)
      throws IOException {
    switch (usage) {
      case AUTHORITY -> {
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      }
      case SERVER -> {
        builder.addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(
                new GeneralName[] {
                  new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                  new GeneralName(GeneralName.dNSName, "localhost")
                }));
      }
      case CLIENT ->
          builder.addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
    }
  }

  /** A P-256 key, for certificates and for signing service account tokens. */
  static KeyPair newKeyPair() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot make a P-256 key", e);
    }
  }

  static String pem(String type, byte[] der) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
