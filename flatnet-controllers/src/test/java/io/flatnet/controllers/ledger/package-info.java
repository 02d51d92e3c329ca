/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.ledger;

import org.jspecify.annotations.NullMarked;
