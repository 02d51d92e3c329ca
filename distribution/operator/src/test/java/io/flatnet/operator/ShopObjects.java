package io.flatnet.operator;

import io.flatnet.api.Annotations;
import io.flatnet.api.FlatNetwork;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Endpoint;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1ObjectReference;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The objects of the shop that are made of nothing but names. Pure. */
final class ShopObjects {
  private ShopObjects() {}

  /** The annotations of a pod that wants an address, through Multus. */
  static Map<String, String> wish(String address) {
    return Map.of(
        Annotations.IP,
        address,
        Annotations.SUBNET,
        ShopScene.SUBNET,
        Annotations.NETWORKS,
        "[{\"name\":\"rancher-flat-network\",\"interface\":\"eth1\"}]");
  }

  /** A pod on a node, or on none. */
  static V1PodSpec spec(@Nullable String node) {
    return new V1PodSpec()
        .overhead(null) // the type sets an empty one, which is refused
        .nodeName(node)
        .automountServiceAccountToken(false)
        .containers(List.of(new V1Container().name("c").image("none.invalid/c")));
  }

  /** A hand-made Service on the flat network. */
  static V1Service service(String name, String app) {
    return new V1Service()
        .apiVersion("v1")
        .kind("Service")
        .metadata(
            new V1ObjectMeta()
                .namespace(ShopScene.NAMESPACE)
                .name(name)
                .annotations(
                    Map.of(
                        Annotations.NETWORKS,
                        FlatNetwork.NETWORK_NAME,
                        Annotations.SELECTOR,
                        "app=" + app)))
        .spec(
            new V1ServiceSpec()
                .clusterIP("None")
                .ports(List.of(new V1ServicePort().name("http").port(80))));
  }

  /** A slice of the operator with these addresses. */
  static V1EndpointSlice slice(String service, String name, Map<String, V1Pod> addresses) {
    return new V1EndpointSlice()
        .apiVersion("discovery.k8s.io/v1")
        .kind("EndpointSlice")
        .addressType("IPv4")
        .metadata(
            new V1ObjectMeta()
                .namespace(ShopScene.NAMESPACE)
                .name(name)
                .labels(
                    Map.of(
                        "kubernetes.io/service-name",
                        service,
                        "endpointslice.kubernetes.io/managed-by",
                        "flatnet-operator")))
        .endpoints(
            addresses.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> endpoint(entry.getKey(), entry.getValue()))
                .toList());
  }

  /** One of them. */
  static V1Endpoint endpoint(String address, V1Pod pod) {
    return new V1Endpoint()
        .deprecatedTopology(null) // the type sets an empty one
        .addresses(List.of(address))
        .targetRef(
            new V1ObjectReference()
                .kind("Pod")
                .namespace(ShopScene.NAMESPACE)
                .name(ObjectKey.of(pod).name())
                .uid(Metadata.uid(pod)));
  }
}
