package io.flatnet.controllers.endpoint;

import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.ForwardingStore;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.common.KubernetesObject;

/**
 * An API server of one address family as {@link SingleStackIT} shows it: a Service gets a selector
 * only with one family.
 */
record SingleStackStore(ClusterStore store) implements ClusterStore {
  @Override
  public <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type) {
    return new Refusing<>(store.resource(type));
  }

  private static final class Refusing<T extends KubernetesObject> extends ForwardingStore<T> {
    Refusing(ResourceStore<T> store) {
      super(store);
    }

    @Override
    public Outcome<T> patch(ObjectKey key, MergePatch patch) {
      String json = patch.json();
      return json.contains("\"selector\":{") && !json.contains("SingleStack")
          ? new Outcome.Invalid<>("spec.ipFamilyPolicy: this cluster is not for dual-stack")
          : super.patch(key, patch);
    }
  }
}
