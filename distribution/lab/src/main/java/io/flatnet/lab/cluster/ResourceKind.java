package io.flatnet.lab.cluster;

import java.util.Arrays;

/** The kinds of objects that the lab reads or writes, with their place in the API. */
public enum ResourceKind {
  /** A namespace. */
  NAMESPACE("v1", "Namespace", "namespaces", false),
  /** A node. */
  NODE("v1", "Node", "nodes", false),
  /** A pod. */
  POD("v1", "Pod", "pods", true),
  /** A service. */
  SERVICE("v1", "Service", "services", true),
  /** A deployment. */
  DEPLOYMENT("apps/v1", "Deployment", "deployments", true),
  /** A replica set. */
  REPLICA_SET("apps/v1", "ReplicaSet", "replicasets", true),
  /** A daemon set. */
  DAEMON_SET("apps/v1", "DaemonSet", "daemonsets", true),
  /** A stateful set. */
  STATEFUL_SET("apps/v1", "StatefulSet", "statefulsets", true),
  /** An ingress. */
  INGRESS("networking.k8s.io/v1", "Ingress", "ingresses", true),
  /** The definition of a custom resource. */
  CUSTOM_RESOURCE_DEFINITION(
      "apiextensions.k8s.io/v1", "CustomResourceDefinition", "customresourcedefinitions", false),
  /** A flat network. */
  SUBNET("flatnetwork.pandaria.io/v1", "FlatNetworkSubnet", "flatnetworksubnets", true),
  /** A pod's address on a flat network. */
  ADDRESS("flatnetwork.pandaria.io/v1", "FlatNetworkIP", "flatnetworkips", true);

  private final String apiVersion;
  private final String kind;
  private final String plural;
  private final boolean namespaced;

  ResourceKind(String apiVersion, String kind, String plural, boolean namespaced) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.plural = plural;
    this.namespaced = namespaced;
  }

  /**
   * The kind of an object.
   *
   * @throws IllegalArgumentException when the lab does not know it
   */
  public static ResourceKind of(String apiVersion, String kind) {
    return Arrays.stream(values())
        .filter(known -> known.apiVersion.equals(apiVersion) && known.kind.equals(kind))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "cannot use the object \"%s %s\": the demo knows %s"
                        .formatted(
                            apiVersion,
                            kind,
                            Arrays.stream(values()).map(ResourceKind::kind).toList())));
  }

  /** Group and version, as objects write it. */
  public String apiVersion() {
    return apiVersion;
  }

  /** The name of the kind. */
  public String kind() {
    return kind;
  }

  /** Whether its objects live in namespaces. */
  public boolean isNamespaced() {
    return namespaced;
  }

  /**
   * The path of a collection on the API server.
   *
   * @param namespace ignored for kinds of the whole cluster
   */
  public String path(String namespace) {
    String root = apiVersion.contains("/") ? "/apis/" : "/api/";
    String space = namespaced ? "/namespaces/" + namespace : "";
    return root + apiVersion + space + "/" + plural;
  }
}
