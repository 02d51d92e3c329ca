/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.event;

import org.jspecify.annotations.NullMarked;
