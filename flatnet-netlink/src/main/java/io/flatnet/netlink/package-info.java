/**
 * The verbs: namespaces, links, addresses, routes, neighbours and sysctls; monitors of what
 * changes; probes for addresses, and their announcement.
 *
 * <p>Values are immutable. A {@link io.flatnet.netlink.Netlink} may be used from any thread, one
 * request at a time. System calls hold the thread that makes them: call from platform threads,
 * since a virtual thread would pin its carrier. Bytes are encoded and parsed in {@code
 * io.flatnet.netlink.wire}, which does no system call.
 */
@NullMarked
package io.flatnet.netlink;

import org.jspecify.annotations.NullMarked;
