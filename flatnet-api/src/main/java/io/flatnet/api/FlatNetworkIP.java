package io.flatnet.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The claim of one pod on an address, and what it has got; same namespace and name as the pod. */
@Value.Immutable
@JsonDeserialize(builder = FlatNetworkIP.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface FlatNetworkIP extends KubernetesObject, WireObject, WithFlatNetworkIP {
  /** {@value FlatNetwork#API_VERSION}. */
  @Override
  @Nullable String getApiVersion();

  /** {@value FlatNetwork#IP_KIND}. */
  @Override
  @Nullable String getKind();

  /** The metadata; empty when absent. Mutable: see the package. */
  @Override
  @Value.Default
  default V1ObjectMeta getMetadata() {
    return new V1ObjectMeta();
  }

  /** What is asked for. */
  @Nullable FlatNetworkIPSpec getSpec();

  /** What is so. */
  @Nullable FlatNetworkIPStatus getStatus();

  /** {@link #getSpec}, or one without values. */
  default FlatNetworkIPSpec spec() {
    FlatNetworkIPSpec spec = getSpec();
    return spec != null ? spec : FlatNetworkIPSpec.builder().build();
  }

  /** {@link #getStatus}, or one without values. */
  default FlatNetworkIPStatus status() {
    FlatNetworkIPStatus status = getStatus();
    return status != null ? status : FlatNetworkIPStatus.builder().build();
  }

  /** {@code <namespace>/<name>}: the owner that the allocator knows. */
  default String key() {
    return getMetadata().getNamespace() + "/" + getMetadata().getName();
  }

  /** A builder without any value but the group, version and kind. */
  static Builder builder() {
    return new Builder().apiVersion(FlatNetwork.API_VERSION).kind(FlatNetwork.IP_KIND);
  }

  /** Makes FlatNetworkIP objects; not for use by many threads. */
  final class Builder extends ImmutableFlatNetworkIP.Builder implements WireObject.Builder {}
}
