package io.flatnet.api.cni;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** An interface in a result. */
@Value.Immutable
@JsonDeserialize(builder = CniInterface.Builder.class)
public interface CniInterface extends WireObject, WithCniInterface {
  /** The name. */
  @Nullable String getName();

  /** The MAC address. */
  @Nullable String getMac();

  /** The path of the network namespace; absent for interfaces of the node. */
  @Nullable String getSandbox();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes CniInterface objects; not for use by many threads. */
  final class Builder extends ImmutableCniInterface.Builder implements WireObject.Builder {}
}
