package io.flatnet.controllers.service;

import io.flatnet.api.EventReasons;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.endpoint.FlatServices;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.event.EventSubject;
import io.flatnet.controllers.queue.DurationText;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what {@link TwinPlanner} says for one original at a time. */
final class TwinReconciler {
  /** How long a twin stays that no flat pod asks for. */
  static final Duration LINGER = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(TwinReconciler.class);

  private final ObjectCache<V1Service> services;
  private final ObjectCache<V1Pod> pods;
  private final ResourceStore<V1Service> store;
  private final EventRecorder events;
  private final LongSupplier nanos;
  private final Map<ObjectKey, Long> lingering = new ConcurrentHashMap<>();

  /**
   * A reconciler of the Services in these caches.
   *
   * @param nanos a clock that only goes forward, in ns
   */
  TwinReconciler(
      ObjectCache<V1Service> services,
      ObjectCache<V1Pod> pods,
      ClusterStore store,
      EventRecorder events,
      LongSupplier nanos) {
    this.services = services;
    this.pods = pods;
    this.store = store.resource(ResourceType.SERVICES);
    this.events = events;
    this.nanos = nanos;
  }

  /** Looks at one original. */
  Verdict reconcile(ObjectKey key) {
    V1Service original = services.get(key).orElse(null);
    if (original == null || Metadata.isDeleting(original)) {
      return Verdict.done(); // the twin goes with its owner
    }
    ObjectKey twinKey = new ObjectKey(key.namespace(), key.name() + FlatServices.TWIN_SUFFIX);
    @Nullable V1Service twin = services.get(twinKey).orElse(null);
    @Nullable TwinAction action =
        TwinPlanner.plan(original, twin, pods.inNamespace(key.namespace())).orElse(null);
    if (!(action instanceof TwinAction.Linger)) {
      lingering.remove(twinKey);
    }
    return action == null
        ? Verdict.done()
        : events.told(
            carryOut(original, twinKey, action),
            EventSubject.of(ResourceType.SERVICES, original),
            EventReasons.SERVICE_ERROR);
  }

  private Verdict carryOut(V1Service original, ObjectKey twin, TwinAction action) {
    return switch (action) {
      case TwinAction.Create(V1Service wished) -> {
        log.info("Service \"{}\": created", twin);
        Outcome<V1Service> outcome = store.create(wished);
        // Somebody was quicker, or the cache is late: the event of that Service leads here again.
        yield outcome instanceof Outcome.AlreadyExists ? Verdict.done() : verdict(outcome);
      }
      case TwinAction.Repair(var patch) -> {
        log.info("Service \"{}\": brought up to date", twin);
        yield verdict(store.patch(twin, patch));
      }
      case TwinAction.Delete(String uid, String why) -> delete(twin, uid, why);
      case TwinAction.Linger(String uid) -> linger(twin, uid);
      case TwinAction.Warn(String message) -> {
        events.warning(
            EventSubject.of(ResourceType.SERVICES, original), EventReasons.SERVICE_ERROR, message);
        yield Verdict.done();
      }
    };
  }

  private Verdict linger(ObjectKey twin, String uid) {
    long since = lingering.computeIfAbsent(twin, _ -> nanos.getAsLong());
    long rest = LINGER.toNanos() - (nanos.getAsLong() - since);
    if (rest > 0) {
      return Verdict.after(Duration.ofNanos(rest));
    }
    lingering.remove(twin);
    return delete(twin, uid, "no flat-network pod was selected for " + DurationText.of(LINGER));
  }

  private Verdict delete(ObjectKey twin, String uid, String why) {
    log.info("Service \"{}\": deleted, {}", twin, why);
    return verdict(store.delete(twin, uid));
  }

  /** What changed meanwhile has an event of its own. */
  private static Verdict verdict(Outcome<?> outcome) {
    return switch (outcome) {
      case Outcome.Done<?> _, Outcome.Conflict<?> _, Outcome.NotFound<?> _ -> Verdict.done();
      case Outcome.Failure<?> failure -> Verdict.failed(failure);
    };
  }
}
