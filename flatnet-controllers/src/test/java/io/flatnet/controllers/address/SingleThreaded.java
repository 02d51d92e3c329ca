package io.flatnet.controllers.address;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.pod.DeadNodes;
import io.flatnet.controllers.pod.PodWorkloads;
import io.flatnet.controllers.runtime.ControllerContext;
import io.flatnet.controllers.subnet.OldAddresses;
import io.kubernetes.client.openapi.models.V1Pod;
import java.util.function.DoubleSupplier;

/** Controllers for tests that have one thread. */
public final class SingleThreaded {
  private SingleThreaded() {}

  /**
   * Controllers whose batches write one object after the other, on the batch's own thread.
   *
   * @param workloads tells whose reservation a pod may use
   * @param deadNodes what to think of pods on nodes that do not answer
   * @param jitter from 0 to 1: the part of a ledger's pause that is taken
   * @param old pods of the old system
   */
  public static AddressControllers controllers(
      ControllerContext context,
      PodWorkloads workloads,
      ObservedCache<V1Pod> pods,
      ObservedCache<FlatNetworkIP> addresses,
      ObservedCache<FlatNetworkSubnet> subnets,
      DeadNodes deadNodes,
      DoubleSupplier jitter,
      OldAddresses old) {
    return new AddressControllers(
        context, Runnable::run, workloads, pods, addresses, subnets, deadNodes, jitter, old);
  }
}
