/** Tests of the CNI types. */
@NullMarked
package io.flatnet.api.cni;

import org.jspecify.annotations.NullMarked;
