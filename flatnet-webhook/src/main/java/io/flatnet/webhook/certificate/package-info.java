/**
 * Certificates that need nobody: an authority and a serving certificate of the webhook's own in a
 * Secret, the API server's configuration that trusts them, both looked after by {@link
 * io.flatnet.webhook.certificate.CertificateKeeper}.
 */
@NullMarked
package io.flatnet.webhook.certificate;

import org.jspecify.annotations.NullMarked;
