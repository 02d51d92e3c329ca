package io.flatnet.api.macvlan;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** A closed interval of addresses: {@code {rangeStart, rangeEnd}}. */
@Value.Immutable
@JsonDeserialize(builder = MacvlanRange.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface MacvlanRange extends WireObject, WithMacvlanRange {
  /** The first address. */
  @Nullable String getRangeStart();

  /** The last address. */
  @Nullable String getRangeEnd();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes MacvlanRange objects; not for use by many threads. */
  final class Builder extends ImmutableMacvlanRange.Builder implements WireObject.Builder {}
}
