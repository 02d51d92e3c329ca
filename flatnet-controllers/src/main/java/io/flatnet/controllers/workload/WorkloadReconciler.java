package io.flatnet.controllers.workload;

import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.api.IpRangeSpec;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.ledger.Ledgers;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.ipam.RangeSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what {@link WorkloadPlanner} says for one workload at a time. */
final class WorkloadReconciler {
  private static final Logger log = LoggerFactory.getLogger(WorkloadReconciler.class);

  private final Map<String, WorkloadCache<?>> kinds;
  private final ObjectCache<FlatNetworkSubnet> subnets;
  private final Ledgers ledgers;
  private final ClusterStore store;
  private final EventRecorder events;

  WorkloadReconciler(
      Map<String, WorkloadCache<?>> kinds,
      ObjectCache<FlatNetworkSubnet> subnets,
      Ledgers ledgers,
      ClusterStore store,
      EventRecorder events) {
    this.kinds = Map.copyOf(kinds);
    this.subnets = subnets;
    this.ledgers = ledgers;
    this.store = store;
    this.events = events;
  }

  /** Looks at one workload of a known kind. */
  Verdict reconcile(WorkloadKey key) {
    WorkloadCache<?> kind = Objects.requireNonNull(kinds.get(key.kind()), "an unknown kind");
    Optional<Workload> cached = kind.get(key.object());
    SortedSet<String> reservedIn = reservedIn(key);
    if (cached.isEmpty()) {
      return reservedIn.isEmpty() ? Verdict.done() : ifGone(kind, key, reservedIn);
    }
    Workload workload = cached.get();
    for (WorkloadAction action :
        WorkloadPlanner.plan(
            new WorkloadPlanner.View(workload, subnet(workload).orElse(null), reservedIn))) {
      if (carryOut(kind, workload, action) instanceof Outcome.Failure<?> failure) {
        return events.told(Verdict.failed(failure), workload.subject(), EventReasons.IP_ERROR);
      }
    }
    return Verdict.done();
  }

  /** A reservation ends when the API server says that there is no such workload, and not before. */
  private Verdict ifGone(WorkloadCache<?> kind, WorkloadKey key, SortedSet<String> reservedIn) {
    return switch (kind.read(store, key.object())) {
      case Outcome.NotFound<?> _ -> {
        WorkloadPlanner.gone(reservedIn).forEach(action -> reserve(key, action));
        yield Verdict.done();
      }
      case Outcome.Failure<?> failure -> Verdict.failed(failure);
      case Outcome.Done<?> _ -> Verdict.done(); // the cache is late; its event leads here again
    };
  }

  private SortedSet<String> reservedIn(WorkloadKey key) {
    String workload = key.toString();
    SortedSet<String> found = new TreeSet<>(ledgers.wishedIn(workload));
    for (FlatNetworkSubnet subnet : subnets.list()) {
      Map<String, List<IpRangeSpec>> reserved = subnet.status().getReservedIP();
      if (reserved != null && reserved.containsKey(workload)) {
        found.add(ObjectKey.of(subnet).name());
      }
    }
    return found;
  }

  private Optional<FlatNetworkSubnet> subnet(Workload workload) {
    return workload.wish() instanceof FlatNetworkWish.Wanted wish
        ? subnets.get(ObjectKey.ofSubnet(wish.subnet()))
        : Optional.empty();
  }

  private Outcome<?> carryOut(WorkloadCache<?> kind, Workload workload, WorkloadAction action) {
    switch (action) {
      case WorkloadAction.Label(var labels) -> {
        return label(kind, workload, MergePatch.builder().labels(labels));
      }
      case WorkloadAction.Warn(String message) ->
          events.warning(workload.subject(), EventReasons.IP_ERROR, message);
      case WorkloadAction.Reserve _, WorkloadAction.Release _ -> reserve(workload.key(), action);
    }
    return new Outcome.Done<>(action);
  }

  /** What is gone, or is another one by now, has events of its own. */
  private Outcome<?> label(WorkloadCache<?> kind, Workload workload, MergePatch.Builder patch) {
    Outcome<?> outcome =
        kind.patch(store, workload.key().object(), patch.uid(workload.subject().uid()).build());
    boolean isAnother = outcome instanceof Outcome.NotFound || outcome instanceof Outcome.Conflict;
    return isAnother ? new Outcome.Done<>(outcome) : outcome;
  }

  private void reserve(WorkloadKey key, WorkloadAction action) {
    switch (action) {
      case WorkloadAction.Reserve(String subnet, var addresses) ->
          ledgers.reserve(subnet, key.toString(), addresses);
      case WorkloadAction.Release(String subnet) -> {
        log.info("subnet \"{}\": the reservation of \"{}\" ends", subnet, key);
        ledgers.reserve(subnet, key.toString(), RangeSet.empty());
      }
      case WorkloadAction.Label _, WorkloadAction.Warn _ -> {}
    }
  }
}
