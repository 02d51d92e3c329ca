package io.flatnet.controllers.ingress;

import io.flatnet.api.EventReasons;
import io.flatnet.controllers.cache.ObjectCache;
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
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out what {@link BackendPlanner} says for one Service at a time. */
public final class BackendReconciler {
  private static final Logger log = LoggerFactory.getLogger(BackendReconciler.class);

  private final ObjectCache<V1Service> services;
  private final ObjectCache<V1Ingress> ingresses;
  private final ResourceStore<V1Service> store;
  private final EventRecorder events;

  /** A reconciler of the Services in these caches. */
  public BackendReconciler(
      ObjectCache<V1Service> services,
      ObjectCache<V1Ingress> ingresses,
      ClusterStore store,
      EventRecorder events) {
    this.services = services;
    this.ingresses = ingresses;
    this.store = store.resource(ResourceType.SERVICES);
    this.events = events;
  }

  /** The names of the Services that an Ingress names, whether or not it asks for anything. */
  public static Set<String> backends(V1Ingress ingress) {
    return BackendPlanner.backends(ingress);
  }

  /** Looks at one Service. */
  public Verdict reconcile(ObjectKey key) {
    V1Service service = services.get(key).orElse(null);
    if (service == null || Metadata.isDeleting(service)) {
      return Verdict.done();
    }
    Collection<V1Ingress> here = ingresses.inNamespace(key.namespace());
    Optional<BackendPlanner.Action> action = BackendPlanner.plan(service, here);
    return events.told(
        action.map(todo -> carryOut(service, todo)).orElseGet(Verdict::done),
        EventSubject.of(ResourceType.SERVICES, service),
        EventReasons.SERVICE_ERROR);
  }

  private Verdict carryOut(V1Service service, BackendPlanner.Action action) {
    return switch (action) {
      case BackendPlanner.Action.Annotate(MergePatch patch, boolean joins) -> {
        Outcome<V1Service> outcome = store.patch(ObjectKey.of(service), patch);
        if (outcome instanceof Outcome.Done) {
          log.info(
              "Service \"{}\": {} the flat network, as Ingresses ask",
              ObjectKey.of(service),
              joins ? "put on" : "brought up to date for");
        }
        yield outcome instanceof Outcome.Failure<?> failure
            ? Verdict.failed(failure)
            : Verdict.done();
      }
      case BackendPlanner.Action.Warn(String message) -> {
        events.warning(
            EventSubject.of(ResourceType.SERVICES, service), EventReasons.SERVICE_ERROR, message);
        yield Verdict.done();
      }
    };
  }
}
