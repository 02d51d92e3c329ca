package io.flatnet.controllers.subnet;

import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.ledger.Ledgers;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a subnet's labels, has its ledger judge it after every change, and has the ledger mended
 * every {@link #REPAIR_PERIOD}. The status itself is written by the ledger alone.
 */
public final class SubnetReconciler {
  /** How often a ledger is compared with the FlatNetworkIPs even if nothing happens. */
  public static final Duration REPAIR_PERIOD = Duration.ofMinutes(10);

  private final ObjectCache<FlatNetworkSubnet> cache;
  private final ResourceStore<FlatNetworkSubnet> store;
  private final Ledgers ledgers;
  private final InstantSource clock;
  private final Map<ObjectKey, Instant> repaired = new ConcurrentHashMap<>();

  /** A reconciler of the subnets in a cache. */
  public SubnetReconciler(
      ObjectCache<FlatNetworkSubnet> cache,
      ResourceStore<FlatNetworkSubnet> store,
      Ledgers ledgers,
      InstantSource clock) {
    this.cache = cache;
    this.store = store;
    this.ledgers = ledgers;
    this.clock = clock;
  }

  /** Looks at one subnet. */
  public Verdict reconcile(ObjectKey key) {
    Optional<FlatNetworkSubnet> cached = cache.get(key);
    if (cached.isEmpty()) {
      repaired.remove(key);
      ledgers.reassess(key.name());
      return Verdict.done();
    }
    FlatNetworkSubnet subnet = cached.get();
    Optional<MergePatch> patch = SubnetPlanner.plan(subnet);
    if (patch.isPresent()
        && store.patch(key, patch.get()) instanceof Outcome.Failure<FlatNetworkSubnet> failure
        && !(failure instanceof Outcome.NotFound)) {
      return Verdict.failed(failure);
    }
    Instant now = clock.instant();
    Instant last = repaired.putIfAbsent(key, now);
    if (last != null && !now.isBefore(last.plus(REPAIR_PERIOD))) {
      repaired.put(key, now);
      ledgers.repair(key.name());
    } else {
      ledgers.observe(subnet);
    }
    return Verdict.after(REPAIR_PERIOD);
  }
}
