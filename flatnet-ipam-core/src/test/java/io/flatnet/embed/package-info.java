/** What an embedder sees of the module: its public types, its dependencies, its pages. */
@NullMarked
package io.flatnet.embed;

import org.jspecify.annotations.NullMarked;
