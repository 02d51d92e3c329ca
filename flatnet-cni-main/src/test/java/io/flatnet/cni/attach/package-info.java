/** Tests of plans, their doing and their checking. */
@NullMarked
package io.flatnet.cni.attach;

import org.jspecify.annotations.NullMarked;
