/** Tests of the assembled agent and launcher. */
@NullMarked
package io.flatnet.node;

import org.jspecify.annotations.NullMarked;
