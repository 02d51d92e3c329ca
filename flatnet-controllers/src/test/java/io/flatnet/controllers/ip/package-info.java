/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.ip;

import org.jspecify.annotations.NullMarked;
