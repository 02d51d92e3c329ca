package io.flatnet.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** A flat network and the state of its addresses. */
@Value.Immutable
@JsonDeserialize(builder = FlatNetworkSubnet.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface FlatNetworkSubnet extends KubernetesObject, WireObject, WithFlatNetworkSubnet {
  /** {@value FlatNetwork#API_VERSION}. */
  @Override
  @Nullable String getApiVersion();

  /** {@value FlatNetwork#SUBNET_KIND}. */
  @Override
  @Nullable String getKind();

  /** The metadata; empty when absent. Mutable: see the package. */
  @Override
  @Value.Default
  default V1ObjectMeta getMetadata() {
    return new V1ObjectMeta();
  }

  /** What is asked for. */
  @Nullable FlatNetworkSubnetSpec getSpec();

  /** What is so. */
  @Nullable FlatNetworkSubnetStatus getStatus();

  /** {@link #getSpec}, or one without values. */
  default FlatNetworkSubnetSpec spec() {
    FlatNetworkSubnetSpec spec = getSpec();
    return spec != null ? spec : FlatNetworkSubnetSpec.builder().build();
  }

  /** {@link #getStatus}, or one without values. */
  default FlatNetworkSubnetStatus status() {
    FlatNetworkSubnetStatus status = getStatus();
    return status != null ? status : FlatNetworkSubnetStatus.builder().build();
  }

  /** {@code <namespace>/<name>}: how caches name it. */
  default String key() {
    return getMetadata().getNamespace() + "/" + getMetadata().getName();
  }

  /** A builder without any value but the group, version and kind. */
  static Builder builder() {
    return new Builder().apiVersion(FlatNetwork.API_VERSION).kind(FlatNetwork.SUBNET_KIND);
  }

  /** Makes FlatNetworkSubnet objects; not for use by many threads. */
  final class Builder extends ImmutableFlatNetworkSubnet.Builder implements WireObject.Builder {}
}
