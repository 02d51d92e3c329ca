/**
 * The headless twins of Services, and the controllers of Services assembled.
 *
 * <p>Not API: it may change in any version.
 */
@NullMarked
package io.flatnet.controllers.service;

import org.jspecify.annotations.NullMarked;
