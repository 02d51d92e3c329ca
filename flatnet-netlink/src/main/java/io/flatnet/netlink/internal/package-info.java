/**
 * The system calls, through the foreign function API. Not exported. Each returns what the kernel
 * returns, or the error number negated.
 *
 * <p>Functions are linked when their class is first used, and each kind of signature takes
 * milliseconds of a start. So classes hold what is used together: a process that makes one
 * attachment links neither servers nor mounts.
 *
 * <p>Not API: it may be other in any version.
 */
@NullMarked
package io.flatnet.netlink.internal;

import org.jspecify.annotations.NullMarked;
