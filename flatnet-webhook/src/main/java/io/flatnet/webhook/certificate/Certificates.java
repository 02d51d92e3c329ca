package io.flatnet.webhook.certificate;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What is asked of a certificate. */
final class Certificates {
  /** The kind of alternative name that is a DNS name (RFC 5280, 4.2.1.6). */
  private static final Integer DNS_NAME = 2;

  private static final Integer IP_ADDRESS = 7;

  private Certificates() {}

  /** Whether it has begun and not ended. */
  static boolean isValid(X509Certificate certificate, Instant now) {
    return !now.isBefore(certificate.getNotBefore().toInstant()) && !hasEnded(certificate, now);
  }

  /** Whether its last moment is over. */
  static boolean hasEnded(X509Certificate certificate, Instant now) {
    return now.isAfter(certificate.getNotAfter().toInstant());
  }

  /** The moment at which {@code part} of {@code whole} parts of its life are over. */
  static Instant after(X509Certificate certificate, int part, int whole) {
    Instant begin = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(begin, certificate.getNotAfter().toInstant());
    return begin.plus(life.multipliedBy(part).dividedBy(whole));
  }

  /** Whether the issuer signed it. */
  static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
    if (!certificate.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return false;
    }
    try {
      certificate.verify(issuer.getPublicKey());
      return true;
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /** Its DNS names and IP addresses. */
  static Set<String> names(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? Set.of()
          : names.stream()
              .filter(
                  name -> DNS_NAME.equals(name.getFirst()) || IP_ADDRESS.equals(name.getFirst()))
              .map(name -> Objects.toString(name.get(1)))
              .collect(Collectors.toUnmodifiableSet());
    } catch (CertificateParsingException e) {
      return Set.of();
    }
  }

  /** Who it is and until when. */
  static String text(X509Certificate certificate) {
    return "\""
        + certificate.getSubjectX500Principal()
        + "\", serial "
        + certificate.getSerialNumber().toString(16)
        + ", until "
        + certificate.getNotAfter().toInstant();
  }
}
