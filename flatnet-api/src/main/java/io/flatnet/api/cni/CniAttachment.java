package io.flatnet.api.cni;

/**
 * An attachment that a runtime still knows (CNI SPEC 1.1.0, section 2, "GC").
 *
 * @param containerId the container
 * @param interfaceName the interface's name in the container
 */
public record CniAttachment(String containerId, String interfaceName) {}
