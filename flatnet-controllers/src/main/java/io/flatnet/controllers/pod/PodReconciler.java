package io.flatnet.controllers.pod;

import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.api.FlatNetworkSubnet;
import io.flatnet.api.FlatNetworkWish;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.event.EventSubject;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Pod;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what {@link PodPlanner} says for one pod name at a time. */
public final class PodReconciler {
  private static final Logger log = LoggerFactory.getLogger(PodReconciler.class);

  private final ObjectCache<V1Pod> pods;
  private final ObjectCache<FlatNetworkIP> addresses;
  private final ObjectCache<FlatNetworkSubnet> subnets;
  private final ClusterStore store;
  private final EventRecorder events;
  private final Projects projects;
  private final PodWorkloads workloads;

  /** A reconciler of the pods in these caches. */
  public PodReconciler(
      PodWorkloads workloads,
      ObjectCache<V1Pod> pods,
      ObjectCache<FlatNetworkIP> addresses,
      ObjectCache<FlatNetworkSubnet> subnets,
      ClusterStore store,
      EventRecorder events,
      InstantSource clock) {
    this.workloads = workloads;
    this.pods = pods;
    this.addresses = addresses;
    this.subnets = subnets;
    this.store = store;
    this.events = events;
    this.projects = new Projects(store.namespaces(), clock);
  }

  /** Looks at one name. */
  public Verdict reconcile(ObjectKey key) {
    V1Pod pod = pods.get(key).orElse(null);
    FlatNetworkIP ip = addresses.get(key).orElse(null);
    FlatNetworkWish.Wanted wish = wanted(pod);
    if (pod != null && wish != null && !workloads.learn(pod)) {
      return Verdict.retry("whether a CronJob made the pod's Job is not known");
    }
    for (PodAction action : PodPlanner.plan(view(key, pod, ip, wish))) {
      if (carryOut(key, action) instanceof Outcome.Failure<?> failure) {
        Verdict verdict = Verdict.failed(failure);
        return pod == null
            ? verdict
            : events.told(verdict, EventSubject.of(ResourceType.PODS, pod), EventReasons.IP_ERROR);
      }
    }
    return Verdict.done();
  }

  private static FlatNetworkWish.@Nullable Wanted wanted(@Nullable V1Pod pod) {
    return pod != null
            && FlatNetworkWish.of(Metadata.annotations(pod)) instanceof FlatNetworkWish.Wanted wish
        ? wish
        : null;
  }

  private PodPlanner.View view(
      ObjectKey key,
      @Nullable V1Pod pod,
      @Nullable FlatNetworkIP ip,
      FlatNetworkWish.@Nullable Wanted wish) {
    return pod != null && wish != null
        ? new PodPlanner.View(
            pod,
            ip,
            subnets.get(ObjectKey.ofSubnet(wish.subnet())).orElse(null),
            projects.of(key.namespace()),
            workloads.key(pod).orElse(null))
        : new PodPlanner.View(pod, ip, null, null, null);
  }

  private Outcome<?> carryOut(ObjectKey key, PodAction action) {
    return switch (action) {
      case PodAction.Create(FlatNetworkIP ip) -> {
        log.info("FlatNetworkIP \"{}\": created for subnet \"{}\"", key, ip.spec().getSubnet());
        Outcome<FlatNetworkIP> outcome = store.addresses().create(ip);
        // Another of that name is on its way out, or the cache is late: its event leads here again.
        yield outcome instanceof Outcome.AlreadyExists ? new Outcome.Done<>(ip) : outcome;
      }
      case PodAction.Update(FlatNetworkIP ip) -> store.addresses().update(ip);
      case PodAction.LabelAddress(var labels) ->
          gone(store.addresses().patch(key, MergePatch.builder().labels(labels).build()));
      case PodAction.LabelPod(String podUid, var labels) ->
          gone(store.pods().patch(key, MergePatch.builder().labels(labels).uid(podUid).build()));
      case PodAction.Delete(String uid, String why) -> {
        log.info("FlatNetworkIP \"{}\": deleted, {}", key, why);
        yield gone(store.addresses().delete(key, uid));
      }
      case PodAction.Warn(String podUid, String message) -> {
        events.warning(EventSubject.pod(key, podUid), EventReasons.IP_ERROR, message);
        yield new Outcome.Done<>(key);
      }
      case PodAction.Note(String podUid, String message) -> {
        events.normal(EventSubject.pod(key, podUid), EventReasons.WISH_WAITS, message);
        yield new Outcome.Done<>(key);
      }
    };
  }

  /** What is gone, or is another one by now, has events of its own. */
  private static Outcome<?> gone(Outcome<?> outcome) {
    boolean isAnother = outcome instanceof Outcome.NotFound || outcome instanceof Outcome.Conflict;
    return isAnother ? new Outcome.Done<>(outcome) : outcome;
  }
}
