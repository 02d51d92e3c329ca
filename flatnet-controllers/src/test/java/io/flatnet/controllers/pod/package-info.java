/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.pod;

import org.jspecify.annotations.NullMarked;
