package io.flatnet.api.cni;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.flatnet.api.wire.WireObject;
import java.util.List;
import org.immutables.value.Value;

/** The result of VERSION. */
@Value.Immutable
@JsonDeserialize(builder = CniVersionResult.Builder.class)
public interface CniVersionResult extends WireObject, WithCniVersionResult {
  /** The spec version that the caller asked for. */
  String getCniVersion();

  /** All versions that the plugin speaks. */
  List<String> getSupportedVersions();

  /** The answer to a caller that asks for this version. */
  static CniVersionResult of(String askedVersion) {
    return builder().cniVersion(askedVersion).supportedVersions(CniSpecVersion.texts()).build();
  }

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes CniVersionResult objects; not for use by many threads. */
  final class Builder extends ImmutableCniVersionResult.Builder implements WireObject.Builder {}
}
