/**
 * The ip controller: what becomes of each FlatNetworkIP, from its first sight to its pod's end.
 *
 * <p>Not API: it may change in any version.
 */
@NullMarked
package io.flatnet.controllers.ip;

import org.jspecify.annotations.NullMarked;
