package io.flatnet.api.cni;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The error result of any call. */
@Value.Immutable
@JsonDeserialize(builder = CniErrorResult.Builder.class)
public interface CniErrorResult extends WireObject, WithCniErrorResult {
  /** The spec version that the caller asked for; the newest when that is unknown. */
  @Nullable String getCniVersion();

  /** A {@link WellKnownError#code}, or one of 100 and above of the plugin. */
  int getCode();

  /** What failed and what to do about it. */
  String getMsg();

  /** More of it. */
  @Nullable String getDetails();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes CniErrorResult objects; not for use by many threads. */
  final class Builder extends ImmutableCniErrorResult.Builder implements WireObject.Builder {}
}
