/**
 * What Services of the flat network publish: their EndpointSlices and Endpoints, and where their
 * selectors are.
 */
@NullMarked
package io.flatnet.controllers.endpoint;

import org.jspecify.annotations.NullMarked;
