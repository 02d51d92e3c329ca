/** What embedders get, as they get it. */
@NullMarked
package io.flatnet.artifacts;

import org.jspecify.annotations.NullMarked;
