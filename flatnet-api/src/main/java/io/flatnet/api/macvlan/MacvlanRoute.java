package io.flatnet.api.macvlan;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** A custom route: {@code {dst, gw, iface}}. */
@Value.Immutable
@JsonDeserialize(builder = MacvlanRoute.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface MacvlanRoute extends WireObject, WithMacvlanRoute {
  /** The destination prefix. */
  @Nullable String getDst();

  /** The next hop; empty is absent. */
  @Nullable String getGw();

  /** The pod's interface; empty is the flat one. */
  @Nullable String getIface();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes MacvlanRoute objects; not for use by many threads. */
  final class Builder extends ImmutableMacvlanRoute.Builder implements WireObject.Builder {}
}
