package io.flatnet.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** What a pod has got. */
@Value.Immutable
@JsonDeserialize(builder = FlatNetworkIPStatus.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface FlatNetworkIPStatus extends WireObject, WithFlatNetworkIPStatus {
  /** Empty, {@code Pending}, {@code Active} or {@code Failed}; see {@link Phase}. */
  @Nullable String getPhase();

  /** Why the phase is {@code Failed}. */
  @Nullable String getFailureMessage();

  /** The address; empty text is none. */
  @Nullable String getAddr();

  /** The MAC address of the interface; empty text is none. */
  @Nullable String getMac();

  /** When the address was given: UTC as in RFC 3339. */
  @Nullable String getAllocatedTimeStamp();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes FlatNetworkIPStatus objects; not for use by many threads. */
  final class Builder extends ImmutableFlatNetworkIPStatus.Builder implements WireObject.Builder {}
}
