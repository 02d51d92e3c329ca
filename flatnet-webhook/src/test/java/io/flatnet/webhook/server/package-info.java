/** Tests of the webhook's server over loopback. */
@NullMarked
package io.flatnet.webhook.server;

import org.jspecify.annotations.NullMarked;
