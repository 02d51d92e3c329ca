package io.flatnet.controllers.store;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1Pod;

/** The resources that the controllers read and write. */
public interface ClusterStore {
  /** Pods. */
  ResourceStore<V1Pod> pods();

  /** FlatNetworkIPs. */
  ResourceStore<FlatNetworkIP> addresses();

  /** FlatNetworkSubnets. */
  ResourceStore<FlatNetworkSubnet> subnets();

  /** Events. */
  ResourceStore<CoreV1Event> events();

  /** Nodes, of which only the existence matters. */
  ResourceStore<V1Node> nodes();

  /** Namespaces, of which only the project label matters. */
  ResourceStore<V1Namespace> namespaces();

  /** The resources of an API server. */
  static ClusterStore of(ApiCalls calls) {
    return new Stores(
        new ApiServerStore<>(calls, ResourceType.PODS),
        new ApiServerStore<>(calls, ResourceType.FLAT_NETWORK_IPS),
        new ApiServerStore<>(calls, ResourceType.FLAT_NETWORK_SUBNETS),
        new ApiServerStore<>(calls, ResourceType.EVENTS),
        new ApiServerStore<>(calls, ResourceType.NODES),
        new ApiServerStore<>(calls, ResourceType.NAMESPACES));
  }

  /** A store for each resource. */
  record Stores(
      ResourceStore<V1Pod> pods,
      ResourceStore<FlatNetworkIP> addresses,
      ResourceStore<FlatNetworkSubnet> subnets,
      ResourceStore<CoreV1Event> events,
      ResourceStore<V1Node> nodes,
      ResourceStore<V1Namespace> namespaces)
      implements ClusterStore {}
}
