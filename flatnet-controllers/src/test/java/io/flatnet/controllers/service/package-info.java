/** Tests of the package of this name. */
@NullMarked
package io.flatnet.controllers.service;

import org.jspecify.annotations.NullMarked;
