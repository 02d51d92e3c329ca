package io.flatnet.controllers.simulation;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.macvlan.MacvlanIP;
import io.flatnet.api.macvlan.MacvlanSubnet;
import io.flatnet.controllers.address.AddressControllers;
import io.flatnet.controllers.address.SingleThreaded;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.pod.PodWorkloads;
import io.flatnet.controllers.runtime.ControllerContext;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Faults;
import io.flatnet.controllers.store.Faults.Fault;
import io.flatnet.controllers.store.ResourceType;
import io.flatnet.controllers.subnet.OldAddresses;
import io.flatnet.controllers.workload.WorkloadCache;
import io.flatnet.controllers.workload.WorkloadControllers;
import io.flatnet.controllers.workload.WorkloadKind;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntUnaryOperator;

/**
 * One operator process: the real controllers of addresses over caches, tasks and a clock that are
 * simulated. It takes part until {@link #end}; from then on each of its requests throws, as nothing
 * of an ended process reaches the API server. Events are no part of the simulation.
 */
final class SimulatedOperator {
  private static final int WORKERS = 2;

  private final String name;
  private final Tasks tasks;
  private final List<SimulatedCache<?>> caches;
  private boolean ended;

  /**
   * Starts.
   *
   * @param skew how wrong its clock is
   * @param behind how old the first list of a resource is, of so many changes
   * @param fate how its requests go
   */
  SimulatedOperator(String name, World world, Duration skew, IntUnaryOperator behind, Faults fate) {
    this.name = name;
    tasks = new Tasks(world.time);
    SimulatedCache<V1Pod> pods = cache(world.pods, behind);
    SimulatedCache<FlatNetworkIP> addresses = cache(world.addresses, behind);
    SimulatedCache<FlatNetworkSubnet> subnets = cache(world.subnets, behind);
    SimulatedCache<V1Job> jobs = cache(world.workloads.jobs, behind);
    List<WorkloadCache<?>> workloads =
        List.of(
            new WorkloadCache<>(
                WorkloadKind.DEPLOYMENT, cache(world.workloads.deployments, behind)),
            new WorkloadCache<>(
                WorkloadKind.STATEFUL_SET, cache(world.workloads.statefulSets, behind)),
            new WorkloadCache<>(WorkloadKind.CRON_JOB, cache(world.workloads.cronJobs, behind)),
            new WorkloadCache<>(WorkloadKind.JOB, jobs));
    SimulatedCache<MacvlanSubnet> oldSubnets = cache(world.old.subnets, changes -> 0);
    SimulatedCache<MacvlanIP> oldAddresses = cache(world.old.addresses, behind, world.old.begun());
    caches = new ArrayList<>(List.of(pods, addresses, subnets, oldSubnets, oldAddresses));
    workloads.forEach(kind -> caches.add((SimulatedCache<?>) kind.objects()));
    ClusterStore store = world.client((resource, verb, write) -> fate(fate, resource, verb, write));
    ControllerContext context =
        new ControllerContext(
            store,
            new EventRecorder(store.events(), task -> {}, world.time.clock(skew)),
            tasks,
            tasks,
            world.time.clock(skew),
            WORKERS);
    PodWorkloads podWorkloads = new PodWorkloads(pods, jobs, store.resource(ResourceType.JOBS));
    AddressControllers controllers =
        SingleThreaded.controllers(
            context,
            podWorkloads,
            pods,
            addresses,
            subnets,
            world.nodes.deadNodes(),
            new SplittableRandom(name.hashCode())::nextDouble,
            new OldAddresses(oldSubnets, oldAddresses));
    controllers.begin();
    new WorkloadControllers(context, workloads, subnets, controllers.ledgers(), podWorkloads)
        .begin();
  }

  private static <T extends KubernetesObject> SimulatedCache<T> cache(
      ChangeLog<T> log, IntUnaryOperator behind) {
    return cache(log, behind, 0);
  }

  /** The same, of which the first changes were long before. */
  private static <T extends KubernetesObject> SimulatedCache<T> cache(
      ChangeLog<T> log, IntUnaryOperator behind, int known) {
    return new SimulatedCache<>(log, Math.min(behind.applyAsInt(log.size()), log.size() - known));
  }

  private Fault fate(Faults fate, String resource, String verb, boolean write) {
    if (ended) {
      throw new Faults.Crash();
    }
    Fault fault = fate.next(resource, verb, write);
    if (ended) { // meanwhile
      throw new Faults.Crash();
    }
    if (fault == Fault.CRASH_BEFORE || fault == Fault.CRASH_AFTER) {
      end();
    }
    return fault;
  }

  /** It hears of everything, and does what it can now; whether there was anything. */
  boolean catchUp() {
    boolean any = false;
    for (SimulatedCache<?> cache : caches) {
      while (cache.isBehind()) {
        cache.next();
        any = true;
      }
    }
    for (int count = tasks.ready(); count > 0 && tasks.ready() > 0; count--) {
      tasks.run(0);
      any = true;
    }
    return any;
  }

  /** The process ends at once. */
  void end() {
    ended = true;
    tasks.end();
  }

  boolean isEnded() {
    return ended;
  }

  Tasks tasks() {
    return tasks;
  }

  List<SimulatedCache<?>> caches() {
    return caches;
  }

  @Override
  public String toString() {
    return name;
  }
}
