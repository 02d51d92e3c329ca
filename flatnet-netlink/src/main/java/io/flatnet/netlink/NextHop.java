package io.flatnet.netlink;

import io.flatnet.ipam.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * One of the ways of a route.
 *
 * @param gateway the router, null = the destination is on the link
 * @param linkIndex the link; 0 = the kernel chooses by the gateway
 * @param weight its share among several, from 1
 */
public record NextHop(@Nullable IpAddress gateway, int linkIndex, int weight) {}
