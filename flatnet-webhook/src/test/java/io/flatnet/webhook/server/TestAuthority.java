package io.flatnet.webhook.server;

import io.flatnet.webhook.certificate.TlsIdentity;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;

/** Signs certificates for localhost, and makes clients that trust them. */
final class TestAuthority {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final X500Name NAME = new X500Name("CN=test-authority");

  private final KeyPair keys = keys("EC", 256);
  private final X509Certificate certificate =
      sign(NAME, keys, Instant.now().plus(Duration.ofDays(1)), true);

  /** A P-256 identity that is valid for a day. */
  TlsIdentity issue(String name) {
    return issue(name, keys("EC", 256), Instant.now().plus(Duration.ofDays(1)));
  }

  TlsIdentity issue(String name, KeyPair subjectKeys, Instant until) {
    X509Certificate own = sign(new X500Name("CN=" + name), subjectKeys, until, false);
    return new TlsIdentity(subjectKeys.getPrivate(), List.of(own, certificate));
  }

  static KeyPair keys(String algorithm, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(bits, RANDOM);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A client side that trusts this authority alone and has no sessions to resume. */
  SSLContext client() {
    try {
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("authority", certificate);
      TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), RANDOM);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String chainPem(TlsIdentity identity) {
    return pem(identity.chain());
  }

  /** PKCS#1 or SEC 1, as OpenSSL writes keys of old. */
  static String keyPem(TlsIdentity identity) {
    if (!(identity.privateKey() instanceof ECPrivateKey key)) {
      return pem(List.of(identity.privateKey()));
    }
    try {
      byte[] sec1 =
          new org.bouncycastle.asn1.sec.ECPrivateKey(
                  256, key.getS(), SECObjectIdentifiers.secp256r1)
              .getEncoded();
      return pem(List.of(new PemObject("EC PRIVATE KEY", sec1)));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String pkcs8Pem(TlsIdentity identity) {
    return pem(List.of(new PemObject("PRIVATE KEY", identity.privateKey().getEncoded())));
  }

  private static String pem(List<?> blocks) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      for (Object block : blocks) {
        writer.writeObject(block);
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return text.toString();
  }

  private X509Certificate sign(X500Name subject, KeyPair subjectKeys, Instant until, boolean own) {
    JcaX509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            NAME,
            new BigInteger(120, RANDOM),
            Date.from(Instant.now().minus(Duration.ofHours(1))),
            Date.from(until),
            subject,
            subjectKeys.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(own));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.dNSName, "localhost")
              }));
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    } catch (GeneralSecurityException | IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
