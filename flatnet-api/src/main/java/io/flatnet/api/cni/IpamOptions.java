package io.flatnet.api.cni;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The {@code ipam} part of a network configuration. */
@Value.Immutable
@JsonDeserialize(builder = IpamOptions.Builder.class)
public interface IpamOptions extends WireObject, WithIpamOptions {
  /** The name of the IPAM plugin; {@code static-ipam} for flat networks. */
  @Nullable String getType();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes IpamOptions objects; not for use by many threads. */
  final class Builder extends ImmutableIpamOptions.Builder implements WireObject.Builder {}
}
