package io.flatnet.controllers.ip;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.ledger.AddressObjects;
import io.flatnet.controllers.ledger.Holder;
import io.flatnet.controllers.ledger.Ledgers;
import io.flatnet.controllers.pod.Patience;
import io.flatnet.controllers.pod.PodPresence;
import io.flatnet.controllers.pod.PodPresence.Presence;
import io.flatnet.controllers.pod.PodWorkloads;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what {@link IpPlanner} says for one FlatNetworkIP at a time. */
public final class IpReconciler {
  private static final Logger log = LoggerFactory.getLogger(IpReconciler.class);

  private final ObjectCache<FlatNetworkIP> addresses;
  private final ObjectCache<FlatNetworkSubnet> subnets;
  private final PodPresence pods;
  private final Patience patience;
  private final PodWorkloads workloads;
  private final ClusterStore store;
  private final Ledgers ledgers;

  /** A reconciler of the objects in these caches. */
  public IpReconciler(
      ObjectCache<FlatNetworkIP> addresses,
      ObjectCache<FlatNetworkSubnet> subnets,
      PodPresence pods,
      Patience patience,
      PodWorkloads workloads,
      ClusterStore store,
      Ledgers ledgers) {
    this.addresses = addresses;
    this.subnets = subnets;
    this.pods = pods;
    this.patience = patience;
    this.workloads = workloads;
    this.store = store;
    this.ledgers = ledgers;
  }

  /** Looks at one object. */
  public Verdict reconcile(ObjectKey key) {
    Optional<FlatNetworkIP> cached = addresses.get(key);
    Verdict vanished = vanished(key, cached);
    if (cached.isEmpty() || !(vanished instanceof Verdict.Done)) {
      return vanished;
    }
    FlatNetworkIP ip = cached.get();
    return IpPlanner.plan(
            ip,
            () -> presence(key, ip),
            () -> isSubnetGone(ip),
            () -> ledgers.isSettled(ip),
            () -> patience.left(key, AddressObjects.podId(ip)))
        .map(action -> carryOut(key, ip, action))
        .orElseGet(Verdict::done);
  }

  private Presence presence(ObjectKey key, FlatNetworkIP ip) {
    String podId = AddressObjects.podId(ip);
    return !Metadata.isDeleting(ip) ? pods.of(key, podId) : pods.orOnLostNode(key, podId);
  }

  private boolean isSubnetGone(FlatNetworkIP ip) {
    ObjectKey key = ObjectKey.ofSubnet(ip.spec().getSubnet());
    return subnets.get(key).isEmpty() && store.subnets().get(key) instanceof Outcome.NotFound;
  }

  private Verdict carryOut(ObjectKey key, FlatNetworkIP ip, IpAction action) {
    return switch (action) {
      case IpAction.Patch(MergePatch patch) -> verdict(store.addresses().patch(key, patch));
      case IpAction.Submit _ -> {
        if (!workloads.learn(ip)) { // by a wrong workload it might be refused for good
          yield Verdict.retry("whether a CronJob made the pod's Job is not known");
        }
        ledgers.submit(ip);
        yield Verdict.done();
      }
      case IpAction.Release _ -> {
        ledgers.release(ip);
        yield Verdict.done();
      }
      case IpAction.Delete(String uid, String why) -> {
        log.info("FlatNetworkIP \"{}\": deleted, {}", key, why);
        yield verdict(store.addresses().delete(key, uid));
      }
      case IpAction.AskAgain _ -> Verdict.retry("whether the pod is gone is not known");
      case IpAction.Await(Duration limit) -> Verdict.after(limit);
      case IpAction.DeletePod(String podUid, String why) -> {
        log.warn("pod \"{}\": deleted, {}", key, why);
        yield verdict(store.pods().delete(key, podUid));
      }
    };
  }

  /** What changed meanwhile has an event of its own. */
  private static Verdict verdict(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Done<?> _, Outcome.Conflict<?> _, Outcome.NotFound<?> _ -> Verdict.done();
      case Outcome.Failure<?> failure -> Verdict.failed(failure);
    };
  }

  /**
   * Objects that somebody took our finalizer off: an address stays while its pod is there. Another
   * object of the name may be there by now, of another subnet, which knows nothing of it.
   */
  private Verdict vanished(ObjectKey key, Optional<FlatNetworkIP> cached) {
    Map<String, Holder> holders = ledgers.holders(key.toString());
    String cachedUid = cached.map(Metadata::uid).orElse("");
    holders.values().removeIf(holder -> holder.uid().equals(cachedUid));
    if (holders.isEmpty()) {
      return Verdict.done();
    }
    Outcome<FlatNetworkIP> live = store.addresses().get(key);
    if (!(live instanceof Outcome.NotFound) && !(live instanceof Outcome.Done)) {
      return Verdict.retry("whether the object is gone is not known");
    }
    String liveUid = live.answer().map(ip -> String.valueOf(ip.getMetadata().getUid())).orElse("");
    for (Map.Entry<String, Holder> entry : holders.entrySet()) {
      Holder holder = entry.getValue();
      if (holder.uid().equals(liveUid)) {
        continue; // the cache is late
      }
      switch (pods.of(key, holder.podId())) {
        case GONE -> ledgers.vanished(entry.getKey(), key.toString(), holder);
        case UNKNOWN -> {
          return Verdict.retry("whether the pod is gone is not known");
        }
        case THERE -> {}
      }
    }
    return Verdict.done();
  }
}
