/** Tests of what is remembered beyond the end of a process. */
@NullMarked
package io.flatnet.cni.journal;

import org.jspecify.annotations.NullMarked;
