/**
 * The bytes: netlink messages and attributes in the machine's byte order, ARP and neighbour
 * discovery frames in network byte order. No system call, no state; a hostile or cut message ends
 * in a {@link io.flatnet.netlink.wire.NetlinkParseException}.
 */
@NullMarked
package io.flatnet.netlink.wire;

import org.jspecify.annotations.NullMarked;
