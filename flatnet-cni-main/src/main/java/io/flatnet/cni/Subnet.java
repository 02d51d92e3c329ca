package io.flatnet.cni;

import io.flatnet.api.FlatNetworkSubnetSpec;
import io.flatnet.api.Phase;

/**
 * A FlatNetworkSubnet as the plugin needs it.
 *
 * @param name its name
 * @param spec what it asks for
 * @param phase where it stands
 * @param failureMessage why it is {@code Failed}; empty when it does not say
 */
public record Subnet(String name, FlatNetworkSubnetSpec spec, Phase phase, String failureMessage) {}
