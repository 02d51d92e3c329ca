package io.flatnet.api.cni;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** An address in a result. */
@Value.Immutable
@JsonDeserialize(builder = CniIp.Builder.class)
public interface CniIp extends WireObject, WithCniIp {
  /** {@code 4} or {@code 6}; only up to spec version 0.4.0. */
  @Nullable String getVersion();

  /** The address with the length of its network, as in {@code 10.0.0.5/24}. */
  @Nullable String getAddress();

  /** The gateway of the network. */
  @Nullable String getGateway();

  /** The index of the interface in the result's list. */
  @JsonProperty("interface")
  @Nullable Integer getInterfaceIndex();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes CniIp objects; not for use by many threads. */
  final class Builder extends ImmutableCniIp.Builder implements WireObject.Builder {}
}
