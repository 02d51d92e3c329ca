package io.flatnet.netlink.socket;

/**
 * Who connected, as the kernel saw it at that moment (SO_PEERCRED, unix(7)).
 *
 * @param pid the process, in the reader's PID namespace; 0 if it is not visible there
 * @param uid its effective user, in the reader's user namespace
 * @param gid its effective group
 */
public record PeerCredentials(int pid, int uid, int gid) {}
