/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.address;

import org.jspecify.annotations.NullMarked;
