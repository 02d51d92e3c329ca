/** The headless twins of Services, and the controllers of Services assembled. */
@NullMarked
package io.flatnet.controllers.service;

import org.jspecify.annotations.NullMarked;
