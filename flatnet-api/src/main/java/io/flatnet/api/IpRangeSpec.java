package io.flatnet.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** A closed interval of addresses as it is written in a subnet: {@code {from, to}}. */
@Value.Immutable
@SuppressWarnings("immutables:from")
@JsonDeserialize(builder = IpRangeSpec.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface IpRangeSpec extends WireObject, WithIpRangeSpec {
  /** The first address, or {@code null}. */
  @Nullable String getFrom();

  /** The last address, or {@code null}. */
  @Nullable String getTo();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes IpRangeSpec objects; not for use by many threads. */
  final class Builder extends ImmutableIpRangeSpec.Builder implements WireObject.Builder {}
}
