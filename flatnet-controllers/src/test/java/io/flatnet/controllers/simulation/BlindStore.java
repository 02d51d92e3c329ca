package io.flatnet.controllers.simulation;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.ForwardingStore;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A store that does not show all, so that whoever uses it errs: a fault that the simulation must
 * find.
 *
 * @param sabotage what it does not show
 */
record BlindStore(ClusterStore store, Sabotage sabotage) implements ClusterStore {
  @Override
  public <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type) {
    ResourceStore<T> objects = store.resource(type);
    return switch (sabotage) {
      case EARLY_RELEASE ->
          type.equals(ResourceType.PODS)
              ? new Blind<>(objects, pod -> World.isDeleting(pod) ? null : pod)
              : objects;
      case FORGOTTEN_MACS ->
          type.equals(ResourceType.FLAT_NETWORK_SUBNETS)
              ? new Blind<>(objects, subnet -> type.type().cast(withoutMacs(subnet)))
              : objects;
      case UNSEEN_NODES ->
          type.equals(ResourceType.NODES) ? new Blind<>(objects, node -> null) : objects;
      case NONE, NO_CONFLICTS, WRONG_WORKLOAD, IMPATIENCE, UNSEEN_OLD_PODS -> objects;
    };
  }

  private static FlatNetworkSubnet withoutMacs(Object object) {
    FlatNetworkSubnet subnet = (FlatNetworkSubnet) object;
    return subnet.withStatus(subnet.status().withUsedMac(List.of()));
  }

  /** Objects of which one sees what {@code view} leaves, or nothing. */
  private static final class Blind<T extends KubernetesObject> extends ForwardingStore<T> {
    private final Function<T, @Nullable T> view;

    Blind(ResourceStore<T> objects, Function<T, @Nullable T> view) {
      super(objects);
      this.view = view;
    }

    @Override
    public Outcome<T> get(ObjectKey key) {
      Outcome<T> outcome = super.get(key);
      if (!(outcome instanceof Outcome.Done<T>(T object))) {
        return outcome;
      }
      T seen = view.apply(object);
      return seen == null ? new Outcome.NotFound<>("not seen") : new Outcome.Done<>(seen);
    }
  }
}
