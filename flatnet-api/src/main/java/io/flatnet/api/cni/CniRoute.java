package io.flatnet.api.cni;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** A route in a result. */
@Value.Immutable
@JsonDeserialize(builder = CniRoute.Builder.class)
public interface CniRoute extends WireObject, WithCniRoute {
  /** The destination prefix. */
  @Nullable String getDst();

  /** The next hop. */
  @Nullable String getGw();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes CniRoute objects; not for use by many threads. */
  final class Builder extends ImmutableCniRoute.Builder implements WireObject.Builder {}
}
