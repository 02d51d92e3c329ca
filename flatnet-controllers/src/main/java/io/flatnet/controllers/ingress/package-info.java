/** Ingresses whose backends are to be on the flat network. */
@NullMarked
package io.flatnet.controllers.ingress;

import org.jspecify.annotations.NullMarked;
