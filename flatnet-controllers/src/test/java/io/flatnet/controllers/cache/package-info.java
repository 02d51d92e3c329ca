/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.cache;

import org.jspecify.annotations.NullMarked;
