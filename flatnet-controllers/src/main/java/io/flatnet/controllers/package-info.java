/**
 * Controllers that give pods their flat addresses. {@link
 * io.flatnet.controllers.FlatNetworkControllers} runs them all in one process; each package below
 * can be used alone.
 */
@NullMarked
package io.flatnet.controllers;

import org.jspecify.annotations.NullMarked;
