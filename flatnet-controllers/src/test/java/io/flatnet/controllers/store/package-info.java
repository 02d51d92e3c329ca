/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.store;

import org.jspecify.annotations.NullMarked;
