package io.flatnet.controllers.store;

import io.flatnet.api.FlatNetwork;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPList;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetList;
import io.kubernetes.client.common.KubernetesListObject;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.CoreV1Event;
import io.kubernetes.client.openapi.models.CoreV1EventList;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NamespaceList;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeList;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import java.util.List;

/**
 * A resource of the API server and the Java types of its objects.
 *
 * @param group the API group, empty for the core group
 * @param version the API version
 * @param plural the resource's name in URLs
 * @param namespaced whether its objects live in namespaces
 * @param type the type of an object
 * @param listType the type of a list of them
 */
public record ResourceType<T extends KubernetesObject>(
    String group,
    String version,
    String plural,
    boolean namespaced,
    Class<T> type,
    Class<? extends KubernetesListObject> listType) {

  /** Pods. */
  public static final ResourceType<V1Pod> PODS =
      new ResourceType<>("", "v1", "pods", true, V1Pod.class, V1PodList.class);

  /** Events of the core group. */
  public static final ResourceType<CoreV1Event> EVENTS =
      new ResourceType<>("", "v1", "events", true, CoreV1Event.class, CoreV1EventList.class);

  /** Nodes. */
  public static final ResourceType<V1Node> NODES =
      new ResourceType<>("", "v1", "nodes", false, V1Node.class, V1NodeList.class);

  /** Namespaces. */
  public static final ResourceType<V1Namespace> NAMESPACES =
      new ResourceType<>("", "v1", "namespaces", false, V1Namespace.class, V1NamespaceList.class);

  /** FlatNetworkIPs. */
  public static final ResourceType<FlatNetworkIP> FLAT_NETWORK_IPS =
      new ResourceType<>(
          FlatNetwork.GROUP,
          FlatNetwork.VERSION,
          FlatNetwork.IP_PLURAL,
          true,
          FlatNetworkIP.class,
          FlatNetworkIPList.class);

  /** FlatNetworkSubnets. */
  public static final ResourceType<FlatNetworkSubnet> FLAT_NETWORK_SUBNETS =
      new ResourceType<>(
          FlatNetwork.GROUP,
          FlatNetwork.VERSION,
          FlatNetwork.SUBNET_PLURAL,
          true,
          FlatNetworkSubnet.class,
          FlatNetworkSubnetList.class);

  /** The path of all objects, or of those of one namespace. */
  public String collectionPath(String namespace) {
    String root = group.isEmpty() ? "/api/" + version : "/apis/" + group + "/" + version;
    return namespace.isEmpty()
        ? root + "/" + plural
        : root + "/namespaces/" + namespace + "/" + plural;
  }

  /** The path of one object. */
  public String objectPath(ObjectKey key) {
    return collectionPath(key.namespace()) + "/" + key.name();
  }

  /** The resource as RBAC rules and messages name it: {@code plural.group}, {@code plural}. */
  public String rbacName() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** The objects of a list of this resource. */
  List<T> items(KubernetesListObject list) {
    return list.getItems().stream().<T>map(type::cast).toList();
  }
}
