/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.ingress;

import org.jspecify.annotations.NullMarked;
