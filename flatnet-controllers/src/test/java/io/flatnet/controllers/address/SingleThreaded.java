package io.flatnet.controllers.address;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.cache.MapCache;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.pod.DeadNodes;
import io.flatnet.controllers.pod.PodWorkloads;
import io.flatnet.controllers.runtime.ControllerContext;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.List;
import java.util.function.DoubleSupplier;

/** Controllers for tests that have one thread. */
public final class SingleThreaded {
  private static final ObjectCache<V1Job> NO_JOBS = MapCache.of(List.of());

  private SingleThreaded() {}

  /**
   * Controllers whose batches write one object after the other, on the batch's own thread.
   *
   * @param jitter from 0 to 1: the part of a ledger's pause that is taken
   */
  public static AddressControllers controllers(
      ControllerContext context,
      ObservedCache<V1Pod> pods,
      ObservedCache<FlatNetworkIP> addresses,
      ObservedCache<FlatNetworkSubnet> subnets,
      DoubleSupplier jitter) {
    return new AddressControllers(
        context,
        Runnable::run,
        new PodWorkloads(pods, NO_JOBS, context.store().resource(ResourceType.JOBS)),
        pods,
        addresses,
        subnets,
        DeadNodes.keep(),
        jitter);
  }
}
