/**
 * The few operations that the reconcilers and the ledger need of an API server, with typed
 * outcomes. One implementation speaks HTTP through the official client; tests bring one in memory.
 * Both pass the same contract test.
 */
@NullMarked
package io.flatnet.controllers.store;

import org.jspecify.annotations.NullMarked;
