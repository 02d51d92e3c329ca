package io.flatnet.controllers.namespace;

import io.flatnet.controllers.cache.ObjectCache;
import io.flatnet.controllers.queue.Verdict;
import io.flatnet.controllers.store.ObjectKey;
import io.flatnet.controllers.store.Outcome;
import io.flatnet.controllers.store.ResourceStore;
import io.kubernetes.client.openapi.models.V1Namespace;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the NetworkAttachmentDefinition of every namespace. Safe for use by many threads. */
final class NamespaceReconciler {
  private static final Logger log = LoggerFactory.getLogger(NamespaceReconciler.class);

  /** How long a definition waits for its resource, which somebody took away. */
  private static final Duration RESOURCE_WAIT = Duration.ofMinutes(1);

  private final ObjectCache<V1Namespace> namespaces;
  private final ObjectCache<NetworkAttachmentDefinition> definitions;
  private final ResourceStore<V1Namespace> namespaceStore;
  private final ResourceStore<NetworkAttachmentDefinition> store;
  private final NamespacePlanner planner;

  NamespaceReconciler(
      ObjectCache<V1Namespace> namespaces,
      ObjectCache<NetworkAttachmentDefinition> definitions,
      ResourceStore<V1Namespace> namespaceStore,
      ResourceStore<NetworkAttachmentDefinition> store,
      NamespacePlanner planner) {
    this.namespaces = namespaces;
    this.definitions = definitions;
    this.namespaceStore = namespaceStore;
    this.store = store;
    this.planner = planner;
  }

  /** Looks at one namespace. */
  Verdict reconcile(ObjectKey namespace) {
    Optional<V1Namespace> known = namespaces.get(namespace);
    if (known.isEmpty()) {
      return Verdict.done();
    }
    ObjectKey key = NamespacePlanner.key(namespace);
    return switch (planner.plan(known.get(), definitions.get(key))) {
      case NamespaceAction.None _ -> Verdict.done();
      case NamespaceAction.Create(NetworkAttachmentDefinition definition) ->
          settle(namespace, key, "created", store.create(definition));
      case NamespaceAction.Repair repair ->
          settle(namespace, key, "repaired", store.patch(repair.key(), repair.patch()));
    };
  }

  private Verdict settle(
      ObjectKey namespace,
      ObjectKey key,
      String what,
      Outcome<NetworkAttachmentDefinition> outcome) {
    return switch (outcome) {
      case Outcome.Done<NetworkAttachmentDefinition> _ -> {
        log.info("NetworkAttachmentDefinition \"{}\": {}", key, what);
        yield Verdict.done();
      }
      case Outcome.NotFound<NetworkAttachmentDefinition> _ ->
          isLeaving(namespace) ? Verdict.done() : Verdict.after(RESOURCE_WAIT);
      case Outcome.Invalid<NetworkAttachmentDefinition>(String message) ->
          isLeaving(namespace) ? Verdict.done() : Verdict.retry(message);
      case Outcome.Failure<NetworkAttachmentDefinition> failure -> Verdict.failed(failure);
    };
  }

  /** Whether the namespace is gone or going, as of now: the cache may be late. */
  private boolean isLeaving(ObjectKey namespace) {
    Outcome<V1Namespace> now = namespaceStore.get(namespace);
    return now instanceof Outcome.NotFound
        || now.answer().filter(NamespacePlanner::isTerminating).isPresent();
  }
}
