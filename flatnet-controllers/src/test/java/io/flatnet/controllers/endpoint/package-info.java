/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.endpoint;

import org.jspecify.annotations.NullMarked;
