/**
 * One contract suite over HTTP and the official client, run against the embedded and the real API
 * server.
 */
@NullMarked
package io.flatnet.apiserver;

import org.jspecify.annotations.NullMarked;
