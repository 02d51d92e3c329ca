/** The operator's command line: verbs, flags as Go's, and a process that ends gracefully. */
@NullMarked
package io.flatnet.operator;

import org.jspecify.annotations.NullMarked;
