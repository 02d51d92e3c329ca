/**
 * The subnet controller: judges subnets, keeps their labels, mends their ledgers.
 *
 * <p>Not API: it may change in any version.
 */
@NullMarked
package io.flatnet.controllers.subnet;

import org.jspecify.annotations.NullMarked;
