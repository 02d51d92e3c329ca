/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.subnet;

import org.jspecify.annotations.NullMarked;
