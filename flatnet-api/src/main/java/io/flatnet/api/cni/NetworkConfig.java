package io.flatnet.api.cni;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * The network configuration that a runtime writes to the plugin's standard input.
 *
 * <p>Nothing is checked here; see {@link PluginConfig}.
 */
@Value.Immutable
@JsonDeserialize(builder = NetworkConfig.Builder.class)
public interface NetworkConfig extends WireObject, WithNetworkConfig {
  /** The spec version. */
  @Nullable String getCniVersion();

  /** The network's name; absent in the configurations that the operator makes. */
  @Nullable String getName();

  /** The plugin's file name. */
  @Nullable String getType();

  /** Name resolution, handed on to the result. */
  @Nullable CniDns getDns();

  /** Which IPAM plugin to use; flat networks bring their own addresses. */
  @Nullable IpamOptions getIpam();

  /** The options of flat networks. */
  @Nullable FlatNetworkOptions getFlatNetwork();

  /** The result of the call before, in the shape of {@link #getCniVersion}. */
  @Nullable JsonNode getPrevResult();

  /** The values of capabilities. */
  @Nullable JsonNode getRuntimeConfig();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes NetworkConfig objects; not for use by many threads. */
  final class Builder extends ImmutableNetworkConfig.Builder implements WireObject.Builder {}
}
