/** Tests of the resources. */
@NullMarked
package io.flatnet.api;

import org.jspecify.annotations.NullMarked;
