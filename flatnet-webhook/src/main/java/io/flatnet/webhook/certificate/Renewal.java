package io.flatnet.webhook.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What is to become of our own certificates; no I/O.
 *
 * <p>Both kinds are renewed when two thirds of their life are over. A new authority goes into the
 * bundle beside the old one; its certificates are served only once API servers are known to trust
 * it; the old one leaves when it has expired, and with it every certificate that it signed. The old
 * one's key is forgotten at once. Where the old certificate is of no use to anybody, there is no
 * waiting.
 *
 * @param state what the Secret is to hold
 * @param reasons what is new in it and why; empty when all stays as it is
 */
record Renewal(OwnState state, List<String> reasons) {
  private static final int DUE_PARTS = 2;
  private static final int LIFE_PARTS = 3;

  /**
   * Plans.
   *
   * @param before what the Secret holds
   * @param names whom the serving certificate must be for
   * @param now the time
   * @param isTrusted whether API servers trust an authority by now
   */
  static Renewal plan(
      OwnState before, Set<String> names, Instant now, Predicate<X509Certificate> isTrusted) {
    List<String> reasons = new ArrayList<>();
    List<X509Certificate> trusted = new ArrayList<>(before.trusted());
    for (X509Certificate one : before.trusted()) {
      if (Certificates.hasEnded(one, now)) {
        trusted.remove(one);
        reasons.add("dropped the authority " + Certificates.text(one) + ", which has expired");
      }
    }
    Authority authority = authority(before.authority(), now, trusted, reasons);
    TlsIdentity serving =
        serving(before.serving(), authority, trusted, names, now, isTrusted, reasons);
    return new Renewal(
        new OwnState(Optional.of(authority), trusted, Optional.of(serving)), List.copyOf(reasons));
  }

  private static Authority authority(
      Optional<Authority> before,
      Instant now,
      List<X509Certificate> trusted,
      List<String> reasons) {
    if (before.isPresent()
        && Certificates.isValid(before.get().certificate(), now)
        && !isDue(before.get().certificate(), now)) {
      return before.get();
    }
    Authority fresh = Authority.make(now);
    trusted.addFirst(fresh.certificate());
    reasons.add(
        "made the "
            + fresh
            + before.map(old -> ", as it is time to replace the " + old).orElse(""));
    return fresh;
  }

  private static TlsIdentity serving(
      Optional<TlsIdentity> before,
      Authority authority,
      List<X509Certificate> trusted,
      Set<String> names,
      Instant now,
      Predicate<X509Certificate> isTrusted,
      List<String> reasons) {
    Optional<TlsIdentity> usable =
        before.filter(old -> isUsable(old.certificate(), trusted, names, now));
    if (usable.isPresent()) {
      X509Certificate old = usable.get().certificate();
      boolean isDue = isDue(old, now) || !Certificates.isSignedBy(old, authority.certificate());
      if (!isDue || !isTrusted.test(authority.certificate())) {
        return usable.get();
      }
    }
    TlsIdentity fresh = authority.issue(names, now);
    reasons.add(
        "issued the certificate "
            + Certificates.text(fresh.certificate())
            + before
                .map(
                    old ->
                        ", in the place of the certificate " + Certificates.text(old.certificate()))
                .orElse(""));
    return fresh;
  }

  private static boolean isUsable(
      X509Certificate certificate, List<X509Certificate> trusted, Set<String> names, Instant now) {
    return Certificates.isValid(certificate, now)
        && Certificates.names(certificate).containsAll(names)
        && trusted.stream().anyMatch(issuer -> Certificates.isSignedBy(certificate, issuer));
  }

  private static boolean isDue(X509Certificate certificate, Instant now) {
    return !now.isBefore(Certificates.after(certificate, DUE_PARTS, LIFE_PARTS));
  }
}
