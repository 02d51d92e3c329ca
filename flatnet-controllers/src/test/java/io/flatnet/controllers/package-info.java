/** Tests of the controllers together, on a real API server. */
@NullMarked
package io.flatnet.controllers;

import org.jspecify.annotations.NullMarked;
