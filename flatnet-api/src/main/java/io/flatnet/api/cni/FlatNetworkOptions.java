package io.flatnet.api.cni;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The {@code flatNetwork} part of a network configuration. */
@Value.Immutable
@JsonDeserialize(builder = FlatNetworkOptions.Builder.class)
public interface FlatNetworkOptions extends WireObject, WithFlatNetworkOptions {
  /** The MTU in bytes; 0 and absent are the parent's. */
  @Nullable Integer getMtu();

  /** The pods' networks, joined by commas. */
  @Nullable String getClusterCIDR();

  /** The services' networks, joined by commas. */
  @Nullable String getServiceCIDR();

  /** {@code arp_notify} or {@code arping}; see {@link ArpPolicy}. */
  @Nullable String getArpPolicy();

  /** Whether the interface answers ARP for others (sysctl {@code proxy_arp}). */
  @Nullable Boolean getProxyARP();

  /** Ours: the kubeconfig to use instead of the usual ones. */
  @Nullable String getKubeconfig();

  /**
   * Ours: the agent's socket instead of the usual one; for who reads configurations. The launcher,
   * which reads none, takes {@code FLATNET_AGENT_SOCKET}.
   */
  @Nullable String getAgentSocket();

  /** Ours: how long ADD waits for an address, in seconds. */
  @Nullable Integer getTimeoutSeconds();

  /**
   * Ours: whether another holder of the address is looked for: {@code off}, {@code warn} or {@code
   * refuse}; see {@link ProbePolicy}.
   */
  @Nullable String getProbe();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes FlatNetworkOptions objects; not for use by many threads. */
  final class Builder extends ImmutableFlatNetworkOptions.Builder implements WireObject.Builder {}
}
