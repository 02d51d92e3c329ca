/** Tests of the command line, of the jar as it is shipped, and of the process. */
@NullMarked
package io.flatnet.operator;

import org.jspecify.annotations.NullMarked;
