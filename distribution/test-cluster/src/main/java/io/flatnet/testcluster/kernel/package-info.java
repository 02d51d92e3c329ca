/**
 * A User-Mode Linux kernel that runs the tests which need ipvlan or 802.1Q, and reports them here.
 */
@NullMarked
package io.flatnet.testcluster.kernel;

import org.jspecify.annotations.NullMarked;
