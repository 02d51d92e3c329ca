package io.flatnet.api.cni;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The address of one family in a {@link CniLegacyResult}. */
@Value.Immutable
@JsonDeserialize(builder = CniLegacyIp.Builder.class)
public interface CniLegacyIp extends WireObject, WithCniLegacyIp {
  /** The address with the length of its network, as in {@code 10.0.0.5/24}. */
  @Nullable String getIp();

  /** The gateway of the network. */
  @Nullable String getGateway();

  /** The routes of the family. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  List<CniRoute> getRoutes();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes CniLegacyIp objects; not for use by many threads. */
  final class Builder extends ImmutableCniLegacyIp.Builder implements WireObject.Builder {}
}
