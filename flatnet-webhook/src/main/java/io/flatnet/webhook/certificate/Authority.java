package io.flatnet.webhook.certificate;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
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
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Signs serving certificates. Its text never shows the key.
 *
 * @param privateKey the key that signs
 * @param certificate the certificate that API servers trust
 */
record Authority(PrivateKey privateKey, X509Certificate certificate) {
  /** How long an authority lives: five years. */
  static final Duration LIFE = Duration.ofDays(5 * 365);

  /** How long a serving certificate lives: a year, or as long as its authority if that is less. */
  static final Duration SERVING_LIFE = Duration.ofDays(365);

  /** Certificates begin so long ago, for API servers whose clock is behind. */
  static final Duration SKEW = Duration.ofHours(1);

  /** The organization by which authorities of this kind are known. */
  static final String ORGANIZATION = "flatnet-webhook-ca";

  private static final Pattern IP_ADDRESS =
      Pattern.compile("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /** Signs once to see that key and certificate go together. */
  Authority {
    if (!Keys.fit(privateKey, certificate.getPublicKey())) {
      throw new IllegalArgumentException(
          "cannot use the authority "
              + Certificates.text(certificate)
              + ": it must be over the key beside it, got another one's");
    }
  }

  /** A new authority, whose name no other has. */
  static Authority make(Instant now) {
    KeyPair keys = Keys.make();
    BigInteger serial = serial();
    X500Name name = name(ORGANIZATION, serial.toString(16));
    JcaX509v3CertificateBuilder builder =
        builder(name, serial, now, now.plus(LIFE), name, keys.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
      return new Authority(keys.getPrivate(), sign(builder, keys.getPrivate()));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot make an authority", e);
    }
  }

  /** A new key and the certificate over it for a server of these names. */
  TlsIdentity issue(Set<String> names, Instant now) {
    KeyPair keys = Keys.make();
    Instant end = now.plus(SERVING_LIFE);
    Instant last = certificate.getNotAfter().toInstant();
    JcaX509v3CertificateBuilder builder =
        builder(
            X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()),
            serial(),
            now,
            end.isBefore(last) ? end : last,
            name(ORGANIZATION, "flatnet-webhook"),
            keys.getPublic());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
      builder.addExtension(Extension.subjectAlternativeName, false, generalNames(names));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(certificate.getPublicKey()));
      return new TlsIdentity(keys.getPrivate(), List.of(sign(builder, privateKey)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("cannot issue a certificate for " + names, e);
    }
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer,
      BigInteger serial,
      Instant now,
      Instant end,
      X500Name subject,
      PublicKey key) {
    return new JcaX509v3CertificateBuilder(
        issuer, serial, Date.from(now.minus(SKEW)), Date.from(end), subject, key);
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static GeneralNames generalNames(Set<String> names) {
    return new GeneralNames(
        names.stream()
            .sorted()
            .map(
                name ->
                    new GeneralName(
                        IP_ADDRESS.matcher(name).matches()
                            ? GeneralName.iPAddress
                            : GeneralName.dNSName,
                        name))
            .toArray(GeneralName[]::new));
  }

  private static X500Name name(String organization, String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, organization)
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  /** 126 bits and never zero (RFC 5280, 4.1.2.2). */
  private static BigInteger serial() {
    return new BigInteger(126, Keys.RANDOM).setBit(126);
  }

  /** The certificate in a few words. */
  @Override
  public String toString() {
    return "authority " + Certificates.text(certificate);
  }
}
