/**
 * The HTTPS server of the webhook, usable alone: Jetty on virtual threads, HTTP/1.1 and HTTP/2 over
 * TLS 1.2 and 1.3, with limits that hold against clients that are slow, many or wrong.
 *
 * <p>{@link io.flatnet.webhook.server.WebhookServer} is the server, {@link
 * io.flatnet.webhook.server.TlsIdentities} what it shows to its clients and can be exchanged while
 * it serves, {@link io.flatnet.webhook.server.CertificateFiles} exchanges it when files change.
 */
@NullMarked
package io.flatnet.webhook.server;

import org.jspecify.annotations.NullMarked;
