package io.flatnet.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * What an administrator asks for: a network of the data centre that pods may join.
 *
 * <p>Empty text in an optional address field means absent.
 */
@Value.Immutable
@JsonDeserialize(builder = FlatNetworkSubnetSpec.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface FlatNetworkSubnetSpec extends WireObject, WithFlatNetworkSubnetSpec {
  /** {@code macvlan} or {@code ipvlan}. */
  @Nullable String getFlatMode();

  /** The parent interface on every node. */
  @Nullable String getMaster();

  /** The VLAN, 1 to 4094; 0 and absent are untagged. */
  @Nullable Integer getVlan();

  /** The network as a prefix of either family. */
  @Nullable String getCidr();

  /** The mode of the kind: {@code bridge}, {@code l2} and so on; absent is the kind's default. */
  @Nullable String getMode();

  /** The flag of ipvlan; empty for macvlan. */
  @Nullable String getIpvlanFlag();

  /** The network's gateway, which no pod gets. */
  @Nullable String getGateway();

  /** The intervals that pods may get; none is the whole network. */
  @Nullable List<IpRangeSpec> getRanges();

  /** Custom routes of the pods. */
  @Nullable List<RouteSpec> getRoutes();

  /** Further routes of the pods. */
  @Nullable RouteSettings getRouteSettings();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes FlatNetworkSubnetSpec objects; not for use by many threads. */
  final class Builder extends ImmutableFlatNetworkSubnetSpec.Builder
      implements WireObject.Builder {}
}
