/** Tests that need ipvlan or 802.1Q, run under a User-Mode Linux kernel and reported here. */
@NullMarked
package io.flatnet.testcluster.kernel;

import org.jspecify.annotations.NullMarked;
