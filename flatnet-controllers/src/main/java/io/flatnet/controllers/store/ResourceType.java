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
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1CronJobList;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1DaemonSetList;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentList;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1EndpointSliceList;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1EndpointsList;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1IngressList;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobList;
import io.kubernetes.client.openapi.models.V1Lease;
import io.kubernetes.client.openapi.models.V1LeaseList;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NamespaceList;
import io.kubernetes.client.openapi.models.V1Node;
import io.kubernetes.client.openapi.models.V1NodeList;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceList;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1StatefulSetList;

/**
 * A resource of the API server and the Java types of its objects.
 *
 * @param group the API group, empty for the core group
 * @param version the API version
 * @param kind the kind of an object, as in {@code kind}
 * @param plural the resource's name in URLs
 * @param namespaced whether its objects live in namespaces
 * @param type the type of an object
 * @param listType the type of a list of them
 */
public record ResourceType<T extends KubernetesObject>(
    String group,
    String version,
    String kind,
    String plural,
    boolean namespaced,
    Class<T> type,
    Class<? extends KubernetesListObject> listType) {

  /** Pods. */
  public static final ResourceType<V1Pod> PODS =
      new ResourceType<>("", "v1", "Pod", "pods", true, V1Pod.class, V1PodList.class);

  /** Events of the core group. */
  public static final ResourceType<CoreV1Event> EVENTS =
      new ResourceType<>(
          "", "v1", "Event", "events", true, CoreV1Event.class, CoreV1EventList.class);

  /** Nodes. */
  public static final ResourceType<V1Node> NODES =
      new ResourceType<>("", "v1", "Node", "nodes", false, V1Node.class, V1NodeList.class);

  /** Namespaces. */
  public static final ResourceType<V1Namespace> NAMESPACES =
      new ResourceType<>(
          "", "v1", "Namespace", "namespaces", false, V1Namespace.class, V1NamespaceList.class);

  /** Services. */
  public static final ResourceType<V1Service> SERVICES =
      new ResourceType<>(
          "", "v1", "Service", "services", true, V1Service.class, V1ServiceList.class);

  /** Endpoints of the core group, which EndpointSlices replace. */
  public static final ResourceType<V1Endpoints> ENDPOINTS =
      new ResourceType<>(
          "", "v1", "Endpoints", "endpoints", true, V1Endpoints.class, V1EndpointsList.class);

  /** EndpointSlices. */
  public static final ResourceType<V1EndpointSlice> ENDPOINT_SLICES =
      new ResourceType<>(
          "discovery.k8s.io",
          "v1",
          "EndpointSlice",
          "endpointslices",
          true,
          V1EndpointSlice.class,
          V1EndpointSliceList.class);

  /** Ingresses. */
  public static final ResourceType<V1Ingress> INGRESSES =
      new ResourceType<>(
          "networking.k8s.io",
          "v1",
          "Ingress",
          "ingresses",
          true,
          V1Ingress.class,
          V1IngressList.class);

  /** Deployments. */
  public static final ResourceType<V1Deployment> DEPLOYMENTS =
      new ResourceType<>(
          "apps",
          "v1",
          "Deployment",
          "deployments",
          true,
          V1Deployment.class,
          V1DeploymentList.class);

  /** DaemonSets. */
  public static final ResourceType<V1DaemonSet> DAEMON_SETS =
      new ResourceType<>(
          "apps", "v1", "DaemonSet", "daemonsets", true, V1DaemonSet.class, V1DaemonSetList.class);

  /** StatefulSets. */
  public static final ResourceType<V1StatefulSet> STATEFUL_SETS =
      new ResourceType<>(
          "apps",
          "v1",
          "StatefulSet",
          "statefulsets",
          true,
          V1StatefulSet.class,
          V1StatefulSetList.class);

  /** Jobs. */
  public static final ResourceType<V1Job> JOBS =
      new ResourceType<>("batch", "v1", "Job", "jobs", true, V1Job.class, V1JobList.class);

  /** CronJobs. */
  public static final ResourceType<V1CronJob> CRON_JOBS =
      new ResourceType<>(
          "batch", "v1", "CronJob", "cronjobs", true, V1CronJob.class, V1CronJobList.class);

  /** Leases of leaders. */
  public static final ResourceType<V1Lease> LEASES =
      new ResourceType<>(
          "coordination.k8s.io", "v1", "Lease", "leases", true, V1Lease.class, V1LeaseList.class);

  /** FlatNetworkIPs. */
  public static final ResourceType<FlatNetworkIP> FLAT_NETWORK_IPS =
      new ResourceType<>(
          FlatNetwork.GROUP,
          FlatNetwork.VERSION,
          FlatNetwork.IP_KIND,
          FlatNetwork.IP_PLURAL,
          true,
          FlatNetworkIP.class,
          FlatNetworkIPList.class);

  /** FlatNetworkSubnets. */
  public static final ResourceType<FlatNetworkSubnet> FLAT_NETWORK_SUBNETS =
      new ResourceType<>(
          FlatNetwork.GROUP,
          FlatNetwork.VERSION,
          FlatNetwork.SUBNET_KIND,
          FlatNetwork.SUBNET_PLURAL,
          true,
          FlatNetworkSubnet.class,
          FlatNetworkSubnetList.class);

  /** Group and version as they are written in {@code apiVersion}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** The path of all objects, or of those of one namespace. */
  public String collectionPath(String namespace) {
    String root = (group.isEmpty() ? "/api/" : "/apis/") + apiVersion();
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
}
