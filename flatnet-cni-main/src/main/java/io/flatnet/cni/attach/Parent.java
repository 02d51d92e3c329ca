package io.flatnet.cni.attach;

import io.flatnet.netlink.Link;

/**
 * The link of a node that an interface is put on.
 *
 * @param link the master, or its VLAN link
 * @param lowerIndex the link that the kernel really puts the interface on, which is what it then
 *     says: the one below, where the link is a macvlan or ipvlan itself
 */
public record Parent(Link link, int lowerIndex) {}
