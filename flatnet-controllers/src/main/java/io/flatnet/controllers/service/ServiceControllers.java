package io.flatnet.controllers.service;

import io.flatnet.api.FlatNetworkIP;
import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.endpoint.EndpointReconciler;
import io.flatnet.controllers.endpoint.EndpointReconciler.Caches;
import io.flatnet.controllers.endpoint.EndpointSlim;
import io.flatnet.controllers.endpoint.FlatPods;
import io.flatnet.controllers.endpoint.FlatServices;
import io.flatnet.controllers.endpoint.NamespaceGate;
import io.flatnet.controllers.endpoint.Selectors;
import io.flatnet.controllers.ingress.BackendReconciler;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.queue.WorkQueue;
import io.flatnet.controllers.runtime.ControllerContext;
import io.flatnet.controllers.runtime.ControllerGroup;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1EndpointSlice;
import io.kubernetes.client.openapi.models.V1Endpoints;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1Service;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the flat addresses of pods: the controllers of twins, of endpoints, and of the backends
 * of Ingresses.
 *
 * <p>An event of a pod costs a comparison with the selectors of the Services of its namespace, in
 * memory. Each queue has more workers than one namespace may use.
 */
public final class ServiceControllers extends ControllerGroup {
  private static final int WORKERS = 32;
  private static final int WORKERS_OF_A_NAMESPACE = 4;

  private final Feeds feeds;
  private final WorkQueue<ObjectKey> twinQueue;
  private final WorkQueue<ObjectKey> endpointQueue;
  private final WorkQueue<ObjectKey> backendQueue;

  /**
   * The caches that the controllers hear from.
   *
   * @param slices slimmed by {@link EndpointSlim#slice} or whole
   * @param endpoints slimmed by {@link EndpointSlim#endpoints} or whole
   */
  public record Feeds(
      ObservedCache<V1Pod> pods,
      ObservedCache<FlatNetworkIP> addresses,
      ObservedCache<V1Service> services,
      ObservedCache<V1Ingress> ingresses,
      ObservedCache<V1EndpointSlice> slices,
      ObservedCache<V1Endpoints> endpoints) {}

  /**
   * Controllers that hear from these caches.
   *
   * @param writesEndpoints whether Endpoints of the core group are written beside EndpointSlices
   */
  public ServiceControllers(ControllerContext context, Feeds feeds, boolean writesEndpoints) {
    super("service", context.withWorkers(WORKERS));
    this.feeds = feeds;
    twinQueue =
        gated(
            "twin",
            new TwinReconciler(
                    feeds.services(),
                    feeds.pods(),
                    context.store(),
                    context.events(),
                    System::nanoTime)
                ::reconcile);
    endpointQueue =
        gated(
            "endpoint",
            new EndpointReconciler(
                    new Caches(
                        feeds.services(),
                        feeds.pods(),
                        feeds.addresses(),
                        feeds.slices(),
                        feeds.endpoints()),
                    context.store(),
                    context.events(),
                    writesEndpoints,
                    System::nanoTime)
                ::reconcile);
    backendQueue =
        gated(
            "backend",
            new BackendReconciler(
                    feeds.services(), feeds.ingresses(), context.store(), context.events())
                ::reconcile);
    on(feeds.slices(), (before, after) -> either(before, after, this::sliceChanged));
    on(feeds.endpoints(), (before, after) -> either(before, after, this::endpointsChanged));
    on(feeds.addresses(), this::addressChanged);
    on(feeds.pods(), this::podChanged);
    on(feeds.ingresses(), (before, after) -> either(before, after, this::ingressChanged));
    on(feeds.services(), (before, after) -> either(before, after, this::serviceChanged));
  }

  /** A queue of which one namespace has only some of the workers. */
  private WorkQueue<ObjectKey> gated(String name, Function<ObjectKey, Verdict> work) {
    Gated gated = new Gated(work);
    WorkQueue<ObjectKey> queue = queue(name, gated::pass);
    gated.queue = queue;
    return queue;
  }

  /** Ties a queue to the gate that gives parked objects back to it. */
  private static final class Gated {
    final NamespaceGate gate = new NamespaceGate(WORKERS_OF_A_NAMESPACE, this::again);
    final Function<ObjectKey, Verdict> work;
    @Nullable WorkQueue<ObjectKey> queue;

    Gated(Function<ObjectKey, Verdict> work) {
      this.work = work;
    }

    Verdict pass(ObjectKey key) {
      return gate.pass(key, work);
    }

    private void again(ObjectKey key) {
      if (queue != null) {
        queue.add(key);
      }
    }
  }

  private static <T extends KubernetesObject> void either(
      @Nullable T before, @Nullable T after, Consumer<T> listener) {
    if (before != null) {
      listener.accept(before);
    }
    if (after != null) {
      listener.accept(after);
    }
  }

  private void sliceChanged(V1EndpointSlice slice) {
    EndpointReconciler.serviceOf(slice).ifPresent(endpointQueue::add);
  }

  /** Endpoints of all Services of a cluster are heard of; those of flat ones alone matter. */
  private void endpointsChanged(V1Endpoints endpoints) {
    ObjectKey key = ObjectKey.of(endpoints);
    if (feeds.services().get(key).filter(FlatServices::isFlat).isPresent()) {
      endpointQueue.add(key);
    }
  }

  private void serviceChanged(V1Service service) {
    ObjectKey key = ObjectKey.of(service);
    twinQueue.add(key);
    endpointQueue.add(key);
    backendQueue.add(key);
    if (key.name().endsWith(FlatServices.TWIN_SUFFIX)) {
      String original =
          key.name().substring(0, key.name().length() - FlatServices.TWIN_SUFFIX.length());
      if (!original.isEmpty()) {
        twinQueue.add(new ObjectKey(key.namespace(), original));
      }
    }
  }

  private void ingressChanged(V1Ingress ingress) {
    String namespace = ObjectKey.of(ingress).namespace();
    BackendReconciler.backends(ingress)
        .forEach(name -> backendQueue.add(new ObjectKey(namespace, name)));
  }

  private void podChanged(@Nullable V1Pod before, @Nullable V1Pod after) {
    if (before != null && after != null && !FlatPods.differ(before, after)) {
      return;
    }
    Set<Map<String, String>> labels = new HashSet<>();
    Stream.of(before, after)
        .filter(Objects::nonNull)
        .map(Metadata::labels)
        .filter(some -> !some.isEmpty()) // pods that take no part have none here
        .forEach(labels::add);
    V1Pod pod = after != null ? after : before;
    if (pod != null) {
      labels.forEach(some -> selectedBy(ObjectKey.of(pod).namespace(), some));
    }
  }

  private void selectedBy(String namespace, Map<String, String> labels) {
    for (V1Service service : feeds.services().inNamespace(namespace)) {
      if (Selectors.matches(FlatServices.selector(service), labels)) {
        ObjectKey key = ObjectKey.of(service);
        twinQueue.add(key);
        if (FlatServices.isFlat(service)) {
          endpointQueue.add(key);
        }
      }
    }
  }

  private void addressChanged(@Nullable FlatNetworkIP before, @Nullable FlatNetworkIP after) {
    if (before != null && after != null && before.status().equals(after.status())) {
      return;
    }
    FlatNetworkIP ip = after != null ? after : before;
    if (ip == null) {
      return;
    }
    ObjectKey key = ObjectKey.of(ip);
    Map<String, String> labels = feeds.pods().get(key).map(Metadata::labels).orElse(Map.of());
    for (V1Service service :
        labels.isEmpty() ? List.<V1Service>of() : feeds.services().inNamespace(key.namespace())) {
      if (FlatServices.isFlat(service)
          && Selectors.matches(FlatServices.selector(service), labels)) {
        endpointQueue.add(ObjectKey.of(service));
      }
    }
  }
}
