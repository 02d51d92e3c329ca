/**
 * What a container runtime and the CNI plugin tell each other: network configuration in, results
 * and errors out (CNI SPEC 0.1.0 to 1.1.0).
 *
 * <p>{@link NetworkConfig} and the results are the JSON as it is, unknown fields included; {@link
 * PluginConfig} is what the plugin obeys, checked. All types are immutable.
 */
@NullMarked
@WireStyle
package io.flatnet.api.cni;

import io.flatnet.api.wire.WireStyle;
import org.jspecify.annotations.NullMarked;
