/**
 * What Services of the flat network publish: their EndpointSlices and Endpoints, and where their
 * selectors are.
 *
 * <p>Not API: it may change in any version.
 */
@NullMarked
package io.flatnet.controllers.endpoint;

import org.jspecify.annotations.NullMarked;
