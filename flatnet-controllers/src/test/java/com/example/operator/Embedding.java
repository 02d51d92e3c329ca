package com.example.operator;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkIPList;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkSubnetList;
import io.flatnet.controllers.address.AddressControllers;
import io.flatnet.controllers.cache.SharedInformerCache;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.pod.DeadNodes;
import io.flatnet.controllers.pod.PodWorkloads;
import io.flatnet.controllers.runtime.ControllerContext;
import io.flatnet.controllers.store.ApiCalls;
import io.flatnet.controllers.store.ApiClients;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1JobList;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** An operator of somebody else, which gives its pods flat addresses beside its own work. */
public final class Embedding implements AutoCloseable {
  private static final String GROUP = "flatnetwork.pandaria.io";

  private final ExecutorService work = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final SharedInformerFactory informers;
  private final AddressControllers addresses;

  public Embedding(ApiClient client, OwnReconciler own) {
    informers = new SharedInformerFactory(ApiClients.tune(client));
    SharedIndexInformer<V1Pod> pods =
        informers.sharedIndexInformerFor(
            new GenericKubernetesApi<>(V1Pod.class, V1PodList.class, "", "v1", "pods", client),
            V1Pod.class,
            0);
    SharedIndexInformer<V1Job> jobs =
        informers.sharedIndexInformerFor(
            new GenericKubernetesApi<>(V1Job.class, V1JobList.class, "batch", "v1", "jobs", client),
            V1Job.class,
            0);
    SharedIndexInformer<FlatNetworkIP> ips =
        informers.sharedIndexInformerFor(
            new GenericKubernetesApi<>(
                FlatNetworkIP.class,
                FlatNetworkIPList.class,
                GROUP,
                "v1",
                "flatnetworkips",
                client),
            FlatNetworkIP.class,
            0);
    SharedIndexInformer<FlatNetworkSubnet> subnets =
        informers.sharedIndexInformerFor(
            new GenericKubernetesApi<>(
                FlatNetworkSubnet.class,
                FlatNetworkSubnetList.class,
                GROUP,
                "v1",
                "flatnetworksubnets",
                client),
            FlatNetworkSubnet.class,
            0);
    ClusterStore store = ClusterStore.of(new ApiCalls(client, Duration.ofSeconds(15)));
    InstantSource clock = InstantSource.system();
    EventRecorder events = new EventRecorder(store.events(), work, clock);
    SharedInformerCache<V1Pod> podCache = new SharedInformerCache<>(pods);
    addresses =
        new AddressControllers(
            new ControllerContext(store, events, work, timer, clock, 5),
            new PodWorkloads(
                podCache, new SharedInformerCache<>(jobs), store.resource(ResourceType.JOBS)),
            podCache,
            new SharedInformerCache<>(ips),
            new SharedInformerCache<>(subnets),
            DeadNodes.keep());
    pods.addEventHandler(own); // on the same informer
  }

  /** Begins; to be called by the one replica that leads. */
  public void lead() throws InterruptedException {
    informers.startAllRegisteredInformers();
    while (!addresses.isReady()) {
      Thread.sleep(50);
    }
    addresses.begin();
  }

  @Override
  public void close() throws InterruptedException {
    informers.stopAllRegisteredInformers();
    addresses.close();
    addresses.awaitIdle(Duration.ofSeconds(20)); // what is committed is also published
    timer.shutdownNow();
    work.shutdown();
  }
}
