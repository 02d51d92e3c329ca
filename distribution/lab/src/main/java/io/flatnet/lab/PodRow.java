package io.flatnet.lab;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One pod of the demo's table.
 *
 * @param address the flat address, without prefix length
 * @param interfaceName the flat interface in the pod
 * @param ping {@code ok} once the pod reached another pod and the gateway over that interface
 */
@JsonPropertyOrder({"namespace", "name", "subnet", "address", "mac", "interface", "ping"})
record PodRow(
    String namespace,
    String name,
    String subnet,
    String address,
    String mac,
    @JsonProperty("interface") String interfaceName,
    String ping) {}
