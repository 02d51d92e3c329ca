package io.flatnet.cni.attach;

import io.flatnet.ipam.IpAddress;
import io.flatnet.ipam.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A route that a subnet asks for, checked.
 *
 * @param device {@code eth1} for the flat interface, {@code eth0} for the pod's other one, or a
 *     name
 * @param destination where it leads
 * @param via the next hop, null = the gateway of the destination's family, else on-link
 * @param source the preferred source address, null = the kernel chooses
 * @param priority the metric, 0 to 2^31-1
 */
public record CustomRoute(
    String device,
    IpPrefix destination,
    @Nullable IpAddress via,
    @Nullable IpAddress source,
    long priority) {}
