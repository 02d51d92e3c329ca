package io.flatnet.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** A custom route of a subnet's pods. */
@Value.Immutable
@JsonDeserialize(builder = RouteSpec.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface RouteSpec extends WireObject, WithRouteSpec {
  /**
   * {@code eth1} for the flat interface whatever its name, {@code eth0} for the pod's other one, or
   * a name.
   */
  @Nullable String getDev();

  /** The destination prefix. */
  @Nullable String getDst();

  /** The preferred source address. */
  @Nullable String getSrc();

  /** The next hop; without it the gateway of the destination's family, else on-link. */
  @Nullable String getVia();

  /** The metric, 0 to 2^31-1. */
  @Nullable Integer getPriority();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes RouteSpec objects; not for use by many threads. */
  final class Builder extends ImmutableRouteSpec.Builder implements WireObject.Builder {}
}
