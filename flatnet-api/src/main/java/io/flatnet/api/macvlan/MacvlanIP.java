package io.flatnet.api.macvlan;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.flatnet.api.wire.WireObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** The address of one pod of the old system, in its namespace and of its name. */
@Value.Immutable
@JsonDeserialize(builder = MacvlanIP.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface MacvlanIP extends KubernetesObject, WireObject, WithMacvlanIP {
  /** {@value Macvlan#API_VERSION}. */
  @Override
  @Nullable String getApiVersion();

  /** {@value Macvlan#IP_KIND}. */
  @Override
  @Nullable String getKind();

  /** The metadata; empty when absent. Mutable: see the package. */
  @Override
  @Value.Default
  default V1ObjectMeta getMetadata() {
    return new V1ObjectMeta();
  }

  /** What is asked for. */
  @Nullable MacvlanIPSpec getSpec();

  /** {@link #getSpec}, or one without values. */
  default MacvlanIPSpec spec() {
    MacvlanIPSpec spec = getSpec();
    return spec != null ? spec : MacvlanIPSpec.builder().build();
  }

  /** A builder without any value but the group, version and kind. */
  static Builder builder() {
    return new Builder().apiVersion(Macvlan.API_VERSION).kind(Macvlan.IP_KIND);
  }

  /** Makes MacvlanIP objects; not for use by many threads. */
  final class Builder extends ImmutableMacvlanIP.Builder implements WireObject.Builder {}
}
