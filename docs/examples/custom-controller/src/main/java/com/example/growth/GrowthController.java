package com.example.growth;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.SubnetValues;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.ipam.RangeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** Looks at each subnet that changed, and writes the ranges that the plan wants. */
public final class GrowthController implements AutoCloseable {
  private final ObservedCache<FlatNetworkSubnet> cache;
  private final ResourceStore<FlatNetworkSubnet> store;
  private final GrowthPlan plan;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final WorkQueue<ObjectKey> queue;

  /** A controller that hears of subnets by the cache, which is not started yet. */
  public GrowthController(
      ObservedCache<FlatNetworkSubnet> cache,
      ResourceStore<FlatNetworkSubnet> store,
      GrowthPlan plan) {
    this.cache = cache;
    this.store = store;
    this.plan = plan;
    queue = new WorkQueue<>("growth", 2, workers, timer, this::reconcile);
    cache.onChange(
        (before, after) -> {
          if (after != null) {
            queue.add(ObjectKey.of(after));
          }
        });
  }

  private Verdict reconcile(ObjectKey key) {
    boolean grows = cache.get(key).flatMap(seen -> plan.of(seen, cache.list())).isPresent();
    if (!grows) {
      return Verdict.done();
    }
    return switch (store.get(key)) { // the cache may be late
      case Outcome.Done<FlatNetworkSubnet>(FlatNetworkSubnet subnet) -> grow(subnet);
      case Outcome.NotFound<FlatNetworkSubnet> _ -> Verdict.done();
      case Outcome.Failure<FlatNetworkSubnet> failure -> Verdict.failed(failure);
    };
  }

  private Verdict grow(FlatNetworkSubnet subnet) {
    RangeSet ranges = plan.of(subnet, cache.list()).orElse(null);
    if (ranges == null) {
      return Verdict.done();
    }
    // The object carries the version it was read with: who wrote it meanwhile wins, and we look again.
    Outcome<FlatNetworkSubnet> written =
        store.update(subnet.withSpec(subnet.spec().withRanges(SubnetValues.wire(ranges))));
    if (written instanceof Outcome.Failure<FlatNetworkSubnet> failure) {
      return Verdict.failed(failure);
    }
    System.out.println("grown: " + subnet.getMetadata().getName() + " gives " + ranges);
    return Verdict.done();
  }

  @Override
  public void close() {
    queue.close();
    timer.shutdownNow();
    workers.shutdown();
  }
}
