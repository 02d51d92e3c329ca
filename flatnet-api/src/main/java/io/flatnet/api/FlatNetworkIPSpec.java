package io.flatnet.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** What a pod asks for. */
@Value.Immutable
@JsonDeserialize(builder = FlatNetworkIPSpec.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface FlatNetworkIPSpec extends WireObject, WithFlatNetworkIPSpec {
  /** The name of the subnet, in namespace {@value FlatNetwork#NAMESPACE}. */
  @Nullable String getSubnet();

  /** The addresses of which the pod wants one; none is any. */
  @Nullable List<String> getAddrs();

  /** The MAC addresses of which the pod wants one; none is any. */
  @Nullable List<String> getMacs();

  /** The UID of the pod. */
  @Nullable String getPodId();

  /** A builder without any value. */
  static Builder builder() {
    return new Builder();
  }

  /** Makes FlatNetworkIPSpec objects; not for use by many threads. */
  final class Builder extends ImmutableFlatNetworkIPSpec.Builder implements WireObject.Builder {}
}
