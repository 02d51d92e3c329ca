package io.flatnet.api.macvlan;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** Whether the default route of pods moves to their flat interface. */
@Value.Immutable
@JsonDeserialize(builder = MacvlanDefaultGateway.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface MacvlanDefaultGateway extends WireObject, WithMacvlanDefaultGateway {
  /** Whether it moves. */
  @Nullable Boolean getEnable();

  /** The Services' network, which stays on the pod's other interface; empty is absent. */
  @Nullable String getServiceCidr();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes MacvlanDefaultGateway objects; not for use by many threads. */
  final class Builder extends ImmutableMacvlanDefaultGateway.Builder
      implements WireObject.Builder {}
}
