/**
 * Ingresses whose backends are to be on the flat network.
 *
 * <p>Not API: it may change in any version.
 */
@NullMarked
package io.flatnet.controllers.ingress;

import org.jspecify.annotations.NullMarked;
