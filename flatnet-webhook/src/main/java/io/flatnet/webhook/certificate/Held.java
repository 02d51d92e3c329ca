package io.flatnet.webhook.certificate;

import java.util.Optional;

/**
 * What a Secret gives.
 *
 * @param material what to serve with; empty if there is nothing of use
 * @param bundle the authorities that API servers are to trust; empty to leave them alone
 */
record Held(Optional<TlsIdentity> material, Optional<String> bundle) {}
