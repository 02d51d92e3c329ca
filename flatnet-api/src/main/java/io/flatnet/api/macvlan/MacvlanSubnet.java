package io.flatnet.api.macvlan;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** A flat network of the old system, always in {@value Macvlan#NAMESPACE}. */
@Value.Immutable
@JsonDeserialize(builder = MacvlanSubnet.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface MacvlanSubnet extends KubernetesObject, WireObject, WithMacvlanSubnet {
  /** {@value Macvlan#API_VERSION}. */
  @Override
  @Nullable String getApiVersion();

  /** {@value Macvlan#SUBNET_KIND}. */
  @Override
  @Nullable String getKind();

  /** The metadata; empty when absent. Mutable: see the package. */
  @Override
  @Value.Default
  default V1ObjectMeta getMetadata() {
    return new V1ObjectMeta();
  }

  /** What is asked for. */
  @Nullable MacvlanSubnetSpec getSpec();

  /** {@link #getSpec}, or one without values. */
  default MacvlanSubnetSpec spec() {
    MacvlanSubnetSpec spec = getSpec();
    return spec != null ? spec : MacvlanSubnetSpec.builder().build();
  }

  /** A builder without any value but the group, version and kind. */
  static Builder builder() {
    return new Builder().apiVersion(Macvlan.API_VERSION).kind(Macvlan.SUBNET_KIND);
  }

  /** Makes MacvlanSubnet objects; not for use by many threads. */
  final class Builder extends ImmutableMacvlanSubnet.Builder implements WireObject.Builder {}
}
