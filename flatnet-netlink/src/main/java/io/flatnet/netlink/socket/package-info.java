/** Unix stream sockets that can pass file descriptors and name the process at the other end. */
@NullMarked
package io.flatnet.netlink.socket;

import org.jspecify.annotations.NullMarked;
