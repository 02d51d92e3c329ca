package io.flatnet.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** Which routes pods of a subnet get besides the custom ones; absent is false. */
@Value.Immutable
@JsonDeserialize(builder = RouteSettings.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface RouteSettings extends WireObject, WithRouteSettings {
  /** Cluster CIDRs go through the pod's other interface. */
  @Nullable Boolean getAddClusterCIDR();

  /** Service CIDRs go through the pod's other interface. */
  @Nullable Boolean getAddServiceCIDR();

  /** The nodes' networks go through the pod's other interface. */
  @Nullable Boolean getAddNodeCIDR();

  /** The node gets a route to the pod's flat address. */
  @Nullable Boolean getAddPodIPToHost();

  /** The default route of the address's family moves to the flat interface. */
  @Nullable Boolean getFlatNetworkDefaultGateway();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes RouteSettings objects; not for use by many threads. */
  final class Builder extends ImmutableRouteSettings.Builder implements WireObject.Builder {}
}
