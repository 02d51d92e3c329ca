package io.flatnet.api.macvlan;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** What an administrator of the old system asked for. */
@Value.Immutable
@JsonDeserialize(builder = MacvlanSubnetSpec.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface MacvlanSubnetSpec extends WireObject, WithMacvlanSubnetSpec {
  /** The parent interface on every node. */
  @Nullable String getMaster();

  /** The VLAN; 0 and absent are untagged. */
  @Nullable Integer getVlan();

  /** The network as a prefix. */
  @Nullable String getCidr();

  /** The mode of macvlan; absent and empty are {@code bridge}. */
  @Nullable String getMode();

  /** The network's gateway; empty is absent. */
  @Nullable String getGateway();

  /** The intervals that pods may get; none is the whole network. */
  @Nullable List<MacvlanRange> getRanges();

  /** Custom routes of the pods. */
  @Nullable List<MacvlanRoute> getRoutes();

  /** Whether the pods' default route is of this network. */
  @Nullable MacvlanDefaultGateway getPodDefaultGateway();

  /** How long an address rests after its pod is gone, in s. */
  @Nullable Long getIpDelayReuse();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes MacvlanSubnetSpec objects; not for use by many threads. */
  final class Builder extends ImmutableMacvlanSubnetSpec.Builder implements WireObject.Builder {}
}
