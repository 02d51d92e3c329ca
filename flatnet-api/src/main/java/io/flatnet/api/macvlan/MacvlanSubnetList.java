package io.flatnet.api.macvlan;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/** A list of {@link MacvlanSubnet} objects, as the API server answers; only read. */
@Value.Immutable
@SuppressWarnings("immutables:from")
@JsonDeserialize(builder = MacvlanSubnetList.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface MacvlanSubnetList extends KubernetesListObject {
  /** {@value Macvlan#API_VERSION}. */
  @Override
  @Nullable String getApiVersion();

  /** {@code MacvlanSubnetList}. */
  @Override
  @Nullable String getKind();

  /** The metadata of the list; empty when absent. Mutable: see the package. */
  @Override
  @Value.Default
  default V1ListMeta getMetadata() {
    return new V1ListMeta();
  }

  /** The objects. */
  @Override
  List<MacvlanSubnet> getItems();

  /** A builder without any value but the group, version and kind. */
  static Builder builder() {
    return new Builder().apiVersion(Macvlan.API_VERSION).kind(Macvlan.SUBNET_KIND + "List");
  }

  /** Makes MacvlanSubnetList objects; not for use by many threads. */
  final class Builder extends ImmutableMacvlanSubnetList.Builder {}
}
