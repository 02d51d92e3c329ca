/** The subnet controller: judges subnets, keeps their labels, mends their ledgers. */
@NullMarked
package io.flatnet.controllers.subnet;

import org.jspecify.annotations.NullMarked;
