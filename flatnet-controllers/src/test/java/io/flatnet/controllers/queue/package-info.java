/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.queue;

import org.jspecify.annotations.NullMarked;
