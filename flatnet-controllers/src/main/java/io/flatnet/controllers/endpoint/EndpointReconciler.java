package io.flatnet.controllers.endpoint;

import io.flatnet.api.Annotations;
import io.flatnet.api.EventReasons;
import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.endpoint.SelectorPlanner.Step;
import io.flatnet.controllers.event.EventRecorder;
import io.flatnet.controllers.event.EventSubject;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ClusterStore;
import io.flatnet.controllers.store.MergePatch;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.flatnet.controllers.store.ResourceType;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the flat addresses of one Service at a time: {@link SelectorPlanner} first, then {@link
 * SlicePlanner} and {@link EndpointsPlanner}. What is right costs no write, and one Service is
 * written at most once in {@link #PERIOD}.
 *
 * <p>What Kubernetes' own controllers made goes only when ours is there, and ours goes only when
 * theirs is there, so that clients always find addresses. Objects that those controllers would make
 * again, because the Service has its selector in the spec, are not touched.
 */
public final class EndpointReconciler {
  /** The least time between the writes of one Service. */
  static final Duration PERIOD = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(EndpointReconciler.class);

  private final Caches caches;
  private final ResourceStore<V1Service> services;
  private final ResourceStore<V1EndpointSlice> slices;
  private final ResourceStore<V1Endpoints> endpoints;
  private final EventRecorder events;
  private final boolean writesEndpoints;
  private final WrittenSlices written;
  private final Pace pace;

  /** The caches that it reads. */
  public record Caches(
      ObjectCache<V1Service> services,
      ObjectCache<V1Pod> pods,
      ObjectCache<FlatNetworkIP> addresses,
      ObjectCache<V1EndpointSlice> slices,
      ObjectCache<V1Endpoints> endpoints) {}

  /**
   * A reconciler of the Services in these caches.
   *
   * @param writesEndpoints whether Endpoints of the core group are written beside the slices
   * @param nanos a clock that only goes forward, in ns
   */
  public EndpointReconciler(
      Caches caches,
      ClusterStore store,
      EventRecorder events,
      boolean writesEndpoints,
      LongSupplier nanos) {
    this.caches = caches;
    this.services = store.resource(ResourceType.SERVICES);
    this.slices = store.resource(ResourceType.ENDPOINT_SLICES);
    this.endpoints = store.resource(ResourceType.ENDPOINTS);
    this.events = events;
    this.writesEndpoints = writesEndpoints;
    this.written = new WrittenSlices(caches.slices(), nanos);
    this.pace = new Pace(PERIOD, nanos);
  }

  /** The Service of a slice; empty when it is of none. */
  public static Optional<ObjectKey> serviceOf(V1EndpointSlice slice) {
    return SliceObjects.service(slice);
  }

  /** Looks at one Service. */
  public Verdict reconcile(ObjectKey key) {
    V1Service service = caches.services().get(key).orElse(null);
    if (service == null) {
      return clear(key);
    }
    return Metadata.isDeleting(service)
        ? Verdict.done()
        : events.told(
            reconcile(key, service),
            EventSubject.of(ResourceType.SERVICES, service),
            EventReasons.SERVICE_ERROR);
  }

  private Verdict reconcile(ObjectKey key, V1Service service) {
    Optional<Step> step = SelectorPlanner.plan(service);
    if (step.isPresent()) {
      return take(key, service, step.get());
    }
    boolean publishes = FlatServices.isFlat(service) && !FlatServices.selector(service).isEmpty();
    return publishes ? publish(key, service) : withdraw(key, service);
  }

  /** Takes away what is left of a Service that is gone, or of an earlier one of its name. */
  private Verdict clear(ObjectKey key) {
    List<V1EndpointSlice> ours = slicesOf(key).stream().filter(SliceObjects::isOurs).toList();
    if (ours.isEmpty() || !(services.get(key) instanceof Outcome.NotFound)) {
      return Verdict.done(); // or the cache is late; the Service's event follows
    }
    return all(ours.stream().map(this::deletion).toList());
  }

  private Verdict take(ObjectKey key, V1Service service, Step step) {
    EventSubject subject = EventSubject.of(ResourceType.SERVICES, service);
    return switch (step) {
      case Step.Move(MergePatch patch) -> {
        Outcome<V1Service> outcome = services.patch(key, patch);
        if (outcome instanceof Outcome.Done && FlatServices.original(service).isEmpty()) {
          log.info("Service \"{}\": selector moved to annotation {}", key, Annotations.SELECTOR);
          events.normal(subject, EventReasons.SELECTOR_MOVED, moved(service));
        }
        yield verdict(outcome);
      }
      case Step.PutBack(MergePatch patch, MergePatch singleStack) -> {
        Outcome<V1Service> outcome = services.patch(key, patch);
        if (outcome instanceof Outcome.Invalid && FlatServices.isHeadless(service)) {
          outcome = services.patch(key, singleStack);
        }
        if (outcome instanceof Outcome.Done) {
          log.info("Service \"{}\": selector put back", key);
          events.normal(
              subject, EventReasons.SELECTOR_RESTORED, "the selector is in spec.selector again");
        }
        yield verdict(outcome);
      }
      case Step.Drop(MergePatch patch) -> verdict(services.patch(key, patch));
      case Step.Unreadable(String message) -> {
        events.warning(subject, EventReasons.SERVICE_ERROR, message);
        yield Verdict.done();
      }
    };
  }

  private static String moved(V1Service service) {
    return "the selector \""
        + Selectors.format(FlatServices.specSelector(service))
        + "\" is in annotation "
        + Annotations.SELECTOR
        + " now, so that Kubernetes does not publish other addresses of the pods; it comes back"
        + " when annotation "
        + Annotations.NETWORKS
        + " goes; to keep it, set "
        + Annotations.KEEP_SELECTOR
        + " to \"true\"";
  }

  private Verdict publish(ObjectKey key, V1Service service) {
    Duration wait = pace.remaining(key);
    if (!wait.isZero() || written.isBehind(key)) {
      return Verdict.after(wait.isZero() ? PERIOD : wait);
    }
    List<Supplier<Outcome<?>>> writes = writes(key, service);
    if (writes.isEmpty()) {
      return Verdict.done();
    }
    pace.wrote(key);
    if (!FlatServices.specSelector(service).isEmpty()) {
      events.warning(
          EventSubject.of(ResourceType.SERVICES, service),
          EventReasons.SELECTOR_KEPT,
          "the selector stays in spec.selector, as annotation "
              + Annotations.KEEP_SELECTOR
              + " asks, so Kubernetes publishes the other addresses of the pods as well");
    }
    return all(writes);
  }

  /** All writes that make a Service right: what adds addresses before what takes some away. */
  private List<Supplier<Outcome<?>>> writes(ObjectKey key, V1Service service) {
    List<V1EndpointSlice> present = slicesOf(key);
    List<Members.Member> members =
        Members.of(
            service,
            caches.pods().inNamespace(key.namespace()),
            pod -> caches.addresses().get(pod).orElse(null));
    SlicePlanner.Plan plan =
        SlicePlanner.plan(service, present.stream().filter(SliceObjects::isOurs).toList(), members);
    List<Supplier<Outcome<?>>> writes = new ArrayList<>();
    plan.create()
        .forEach(slice -> writes.add(() -> wrote(key, slices.create(SliceObjects.named(slice)))));
    plan.update().forEach(slice -> writes.add(() -> wrote(key, slices.update(slice))));
    boolean isOursAlone = FlatServices.specSelector(service).isEmpty();
    if (isOursAlone) {
      endpointsWrite(key, service, members).ifPresent(writes::add);
    }
    plan.delete().forEach(slice -> writes.add(deletion(slice)));
    if (isOursAlone) {
      present.stream()
          .filter(SliceObjects::isKubernetes)
          .forEach(slice -> writes.add(deletion(slice)));
    }
    return writes;
  }

  /**
   * The write that makes the Endpoints object right. One without our label must not stay, whether
   * or not we write them: Kubernetes would make slices of it.
   */
  private Optional<Supplier<Outcome<?>>> endpointsWrite(
      ObjectKey key, V1Service service, List<Members.Member> members) {
    V1Endpoints present = caches.endpoints().get(key).orElse(null);
    if (writesEndpoints) {
      return EndpointsPlanner.plan(service, present, members)
          .map(
              wanted ->
                  () -> present == null ? endpoints.create(wanted) : endpoints.update(wanted));
    }
    return Optional.ofNullable(present).map(this::deletion);
  }

  /** Takes away what is ours of a Service that is not on the flat network. */
  private Verdict withdraw(ObjectKey key, V1Service service) {
    List<V1EndpointSlice> present = slicesOf(key);
    List<Supplier<Outcome<?>>> writes =
        new ArrayList<>(present.stream().filter(SliceObjects::isOurs).map(this::deletion).toList());
    if (FlatServices.specSelector(service).isEmpty()) {
      caches
          .endpoints()
          .get(key)
          .filter(SliceObjects::isOurs)
          .ifPresent(ours -> writes.add(deletion(ours)));
      return all(writes);
    }
    // Kubernetes writes its Endpoints object over ours, and makes slices: their event leads here.
    return present.stream().anyMatch(SliceObjects::isKubernetes) ? all(writes) : Verdict.done();
  }

  private List<V1EndpointSlice> slicesOf(ObjectKey service) {
    return caches.slices().inNamespace(service.namespace()).stream()
        .filter(slice -> SliceObjects.service(slice).filter(service::equals).isPresent())
        .filter(slice -> !Metadata.isDeleting(slice))
        .toList();
  }

  private Supplier<Outcome<?>> deletion(V1EndpointSlice slice) {
    return () -> gone(slices.delete(ObjectKey.of(slice), Metadata.uid(slice)));
  }

  private Supplier<Outcome<?>> deletion(V1Endpoints object) {
    return () -> gone(endpoints.delete(ObjectKey.of(object), Metadata.uid(object)));
  }

  private Outcome<?> wrote(ObjectKey service, Outcome<V1EndpointSlice> outcome) {
    outcome.answer().ifPresent(slice -> written.wrote(service, slice));
    return outcome;
  }

  /** What is gone, or is another one by now, needs no deletion. */
  private static Outcome<?> gone(Outcome<?> outcome) {
    boolean isAnother = outcome instanceof Outcome.NotFound || outcome instanceof Outcome.Conflict;
    return isAnother ? new Outcome.Done<>(outcome) : outcome;
  }

  private static Verdict all(List<Supplier<Outcome<?>>> writes) {
    for (Supplier<Outcome<?>> write : writes) {
      if (write.get() instanceof Outcome.Failure<?> failure) {
        return Verdict.failed(failure);
      }
    }
    return Verdict.done();
  }

  private static Verdict verdict(Outcome<?> outcome) {
    return outcome instanceof Outcome.Failure<?> failure ? Verdict.failed(failure) : Verdict.done();
  }
}
