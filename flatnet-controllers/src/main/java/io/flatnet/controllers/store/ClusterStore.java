package io.flatnet.controllers.store;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1Pod;

/** The resources that the controllers read and write. Safe for use by many threads. */
public interface ClusterStore {
  /** The objects of one resource. */
  <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type);

  /** Pods. */
  default ResourceStore<V1Pod> pods() {
    return resource(ResourceType.PODS);
  }

  /** FlatNetworkIPs. */
  default ResourceStore<FlatNetworkIP> addresses() {
    return resource(ResourceType.FLAT_NETWORK_IPS);
  }

  /** FlatNetworkSubnets. */
  default ResourceStore<FlatNetworkSubnet> subnets() {
    return resource(ResourceType.FLAT_NETWORK_SUBNETS);
  }

  /** Events. */
  default ResourceStore<CoreV1Event> events() {
    return resource(ResourceType.EVENTS);
  }

  /** Nodes, of which only the existence matters. */
  default ResourceStore<V1Node> nodes() {
    return resource(ResourceType.NODES);
  }

  /** Namespaces. */
  default ResourceStore<V1Namespace> namespaces() {
    return resource(ResourceType.NAMESPACES);
  }

  /** The resources of an API server. */
  static ClusterStore of(ApiCalls calls) {
    return new ClusterStore() {
      @Override
      public <T extends KubernetesObject> ResourceStore<T> resource(ResourceType<T> type) {
        return new ApiServerStore<>(calls, type);
      }
    };
  }
}
