package io.flatnet.controllers;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.address.AddressControllers;
import io.flatnet.controllers.cache.InformerCache;
import io.flatnet.controllers.cache.PodDecoder;
import io.flatnet.controllers.cache.Slim;
import io.flatnet.controllers.endpoint.EndpointSlim;
import io.flatnet.controllers.namespace.AttachmentSettings;
import io.flatnet.controllers.namespace.NamespaceControllers;
import io.flatnet.controllers.namespace.NetworkAttachmentDefinition;
import io.flatnet.controllers.pod.DeadNodes;
import io.flatnet.controllers.pod.PodWorkloads;
import io.flatnet.controllers.runtime.ControllerContext;
import io.flatnet.controllers.runtime.ControllerGroup;
import io.flatnet.controllers.service.ServiceControllers;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.controllers.workload.WorkloadCache;
import io.flatnet.controllers.workload.WorkloadControllers;
import io.flatnet.controllers.workload.WorkloadKind;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Which controllers there are, and which cache each of them hears from. */
final class Assembly {
  private final ApiCalls calls;
  private final List<InformerCache<?>> caches = new ArrayList<>();
  private final List<ControllerGroup> groups = new ArrayList<>();
  private final AddressControllers addressing;
  private final InformerCache<FlatNetworkSubnet> subnets;
  private final ClusterCaches shared;
  private final OldSystem old;

  /**
   * What an administrator chooses.
   *
   * @param deadNodes what to think of pods on nodes that do not answer
   * @param endpoints whether Endpoints of the core group are written too
   * @param attachments what the CNI plugin is told
   */
  record Choices(DeadNodes deadNodes, boolean endpoints, AttachmentSettings attachments) {}

  Assembly(ApiCalls calls, ControllerContext context, Choices choices) {
    this.calls = calls;
    InformerCache<V1Pod> pods =
        keep(InformerCache.reading(calls, ResourceType.PODS, new PodDecoder()));
    InformerCache<FlatNetworkIP> addresses =
        cache(ResourceType.FLAT_NETWORK_IPS, Slim::managedFields);
    subnets = cache(ResourceType.FLAT_NETWORK_SUBNETS, Slim::managedFields);
    InformerCache<V1Job> jobCache = cache(ResourceType.JOBS, WorkloadKind.JOB::slim);
    PodWorkloads podWorkloads =
        new PodWorkloads(pods, jobCache, context.store().resource(ResourceType.JOBS));
    InformerCache<V1CronJob> cronJobs = cache(ResourceType.CRON_JOBS, WorkloadKind.CRON_JOB::slim);
    shared = new ClusterCaches(subnets, addresses, pods, jobCache, cronJobs);
    old = new OldSystem(calls, context.executor(), context.timer());
    addressing =
        new AddressControllers(
            context, podWorkloads, pods, addresses, subnets, choices.deadNodes(), old.addresses());
    groups.add(addressing);
    groups.add(
        new WorkloadControllers(
            context,
            List.of(
                workloads(WorkloadKind.DEPLOYMENT),
                workloads(WorkloadKind.DAEMON_SET),
                workloads(WorkloadKind.STATEFUL_SET),
                new WorkloadCache<>(WorkloadKind.CRON_JOB, cronJobs),
                new WorkloadCache<>(WorkloadKind.JOB, jobCache)),
            subnets,
            addressing.ledgers(),
            podWorkloads));
    groups.add(services(context, pods, addresses, choices.endpoints()));
    groups.add(
        new NamespaceControllers(
            context,
            cache(ResourceType.NAMESPACES, Slim::managedFields),
            cache(NetworkAttachmentDefinition.RESOURCE, NamespaceControllers::slim),
            choices.attachments()));
  }

  private <T extends KubernetesObject> WorkloadCache<T> workloads(WorkloadKind<T> kind) {
    return new WorkloadCache<>(kind, cache(kind.resource(), kind::slim));
  }

  private ServiceControllers services(
      ControllerContext context,
      InformerCache<V1Pod> pods,
      InformerCache<FlatNetworkIP> addresses,
      boolean endpoints) {
    ServiceControllers.Feeds feeds =
        new ServiceControllers.Feeds(
            pods,
            addresses,
            cache(ResourceType.SERVICES, Slim::managedFields),
            cache(ResourceType.INGRESSES, Slim::managedFields),
            cache(ResourceType.ENDPOINT_SLICES, EndpointSlim::slice),
            cache(ResourceType.ENDPOINTS, EndpointSlim::endpoints));
    return new ServiceControllers(context, feeds, endpoints);
  }

  private <T extends KubernetesObject> InformerCache<T> cache(
      ResourceType<T> type, UnaryOperator<T> slim) {
    return keep(new InformerCache<>(calls, type, slim));
  }

  private <T extends KubernetesObject> InformerCache<T> keep(InformerCache<T> cache) {
    caches.add(cache);
    return cache;
  }

  List<InformerCache<?>> caches() {
    return caches;
  }

  List<ControllerGroup> groups() {
    return groups;
  }

  OldSystem old() {
    return old;
  }

  AddressControllers addressing() {
    return addressing;
  }

  InformerCache<FlatNetworkSubnet> subnets() {
    return subnets;
  }

  ClusterCaches shared() {
    return shared;
  }
}
