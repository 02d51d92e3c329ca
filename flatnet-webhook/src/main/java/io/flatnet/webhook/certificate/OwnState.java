package io.flatnet.webhook.certificate;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What a Secret of our own holds, as far as it can be read.
 *
 * @param authority what signs; its certificate is among the trusted
 * @param trusted the authorities that API servers are to trust
 * @param serving what the webhook serves with
 */
record OwnState(
    Optional<Authority> authority, List<X509Certificate> trusted, Optional<TlsIdentity> serving) {

  OwnState {
    trusted = List.copyOf(trusted);
  }

  /** The same without what signs, which makes a new authority due. */
  OwnState withoutAuthority() {
    return new OwnState(Optional.empty(), trusted, serving);
  }

  /** What API servers are to trust, as text. */
  String bundle() {
    return Pem.text(trusted);
  }
}
