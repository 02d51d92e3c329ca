package io.flatnet.api.macvlan;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The address that a pod of the old system has. */
@Value.Immutable
@JsonDeserialize(builder = MacvlanIPSpec.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface MacvlanIPSpec extends WireObject, WithMacvlanIPSpec {
  /** The subnet's name. */
  @Nullable String getSubnet();

  /** The pod's UID. */
  @Nullable String getPodId();

  /** The address, with the length of its network: {@code 10.0.0.5/24}. */
  @Nullable String getCidr();

  /** The MAC of the interface. */
  @Nullable String getMac();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes MacvlanIPSpec objects; not for use by many threads. */
  final class Builder extends ImmutableMacvlanIPSpec.Builder implements WireObject.Builder {}
}
