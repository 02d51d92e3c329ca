package io.flatnet.api;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.google.gson.annotations.JsonAdapter;
import io.flatnet.api.wire.GsonBridge;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.openapi.models.V1ListMeta;
import java.util.List;
import org.immutables.value.Value;
import org.jspecify.annotations.Nullable;

/**
 * A list of {@link FlatNetworkSubnet} objects, as the API server answers.
 *
 * <p>It is only read, so it keeps no unknown fields of its own; and an item that cannot be read
 * fails the whole list, since a list that leaves out an object says that the object is gone.
 */
@Value.Immutable
@SuppressWarnings("immutables:from")
@JsonDeserialize(builder = FlatNetworkSubnetList.Builder.class)
@JsonAdapter(GsonBridge.class)
public interface FlatNetworkSubnetList extends KubernetesListObject {
  /** {@value FlatNetwork#API_VERSION}. */
  @Override
  @Nullable String getApiVersion();

  /** {@code FlatNetworkSubnetList}. */
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
  List<FlatNetworkSubnet> getItems();

  /** A builder without any value but the group, version and kind. */
  static Builder builder() {
    return new Builder().apiVersion(FlatNetwork.API_VERSION).kind(FlatNetwork.SUBNET_KIND + "List");
  }

  /** Makes FlatNetworkSubnetList objects; not for use by many threads. */
  final class Builder extends ImmutableFlatNetworkSubnetList.Builder {}
}
