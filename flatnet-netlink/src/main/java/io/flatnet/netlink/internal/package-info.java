/**
 * The system calls, through the foreign function API. Not exported. Each returns what the kernel
 * returns, or the error number negated.
 *
 * <p>Not API: it may be other in any version.
 */
@NullMarked
package io.flatnet.netlink.internal;

import org.jspecify.annotations.NullMarked;
