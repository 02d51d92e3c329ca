package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * What kube-controller-manager does in a cluster and clients rely on: removes objects whose owners
 * are all gone, empties deleted namespaces, and removes the objects of deleted definitions.
 *
 * <p>One thread works off the changes of the store in their order. Difference to the real one: a
 * reference to a gone owner stays in an object that has another owner.
 */
final class Housekeeper implements AutoCloseable {
  private final Feed feed;
  private final TypeRegistry types;
  private final ObjectStore store;
  private final Deletes deletes;
  private final Thread thread;

  /** The changes that wait for the housekeeper, and the owners as of the last of them. */
  static final class Feed implements Consumer<ObjectStore.Stored> {
    private final OwnerIndex owners = new OwnerIndex();
    private final BlockingQueue<ObjectStore.Stored> changes = new LinkedBlockingQueue<>();

    @Override
    public void accept(ObjectStore.Stored stored) {
      owners.follow(stored);
      changes.add(stored);
    }
  }

  Housekeeper(Feed feed, TypeRegistry types, ObjectStore store, Deletes deletes) {
    this.feed = feed;
    this.types = types;
    this.store = store;
    this.deletes = deletes;
    this.thread = Thread.ofVirtual().name("housekeeper").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (true) {
        handle(feed.changes.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(ObjectStore.Stored stored) {
    StoredObject object = stored.change().after();
    if (stored.change().removed()) {
      feed.owners.dependentsOf(object.metadata().uid()).forEach(this::collect);
      if (stored.type().namespaced()) {
        finishNamespace(stored.key().namespace());
      }
      if (stored.type().has(ResourceType.Trait.CUSTOM)) {
        finishDefinition(stored.type().qualifiedPlural());
      }
      if (stored.type().is(BuiltInTypes.DEFINITIONS)) {
        ResourceType defined = Definitions.typeOf(object.tree());
        types.unregister(defined);
        store.drop(defined);
      }
      return;
    }
    if (!object.metadata().owners().isEmpty()) {
      collect(new OwnerIndex.Ref(stored.type(), stored.key(), object.metadata().uid()));
    }
    if (object.metadata().isDeleting()) {
      if (stored.type().is(BuiltInTypes.NAMESPACES)) {
        emptyNamespace(stored.key().name());
      } else if (stored.type().is(BuiltInTypes.DEFINITIONS)) {
        deleteAll(Definitions.typeOf(object.tree()), "");
        finishDefinition(stored.key().name());
      }
    }
  }

  /** Deletes an object if all its owners are gone and it still is the one that was meant. */
  private void collect(OwnerIndex.Ref ref) {
    Optional<StoredObject> object = store.get(ref.type(), ref.key());
    if (object.isPresent()
        && object.get().metadata().uid().equals(ref.uid())
        && feed.owners.isOrphan(object.get().metadata())) {
      deletes.deleteUnasked(ref.type(), ref.key());
    }
  }

  private void emptyNamespace(String namespace) {
    for (ResourceType type : types.all()) {
      if (type.namespaced()) {
        deleteAll(type, namespace);
      }
    }
    finishNamespace(namespace);
  }

  private void deleteAll(ResourceType type, String namespace) {
    for (StoredObject object : store.list(type, namespace).objects()) {
      Metadata metadata = object.metadata();
      deletes.deleteUnasked(type, new ObjectKey(metadata.namespace(), metadata.name()));
    }
  }

  private void finishNamespace(String namespace) {
    ObjectKey key = new ObjectKey("", namespace);
    boolean empty =
        types.all().stream()
            .filter(ResourceType::namespaced)
            .allMatch(type -> store.list(type, namespace).objects().isEmpty());
    if (empty) {
      finish(
          BuiltInTypes.NAMESPACES,
          key,
          object -> object.withObject("/spec").putArray("finalizers"));
    }
  }

  private void finishDefinition(String name) {
    ObjectKey key = new ObjectKey("", name);
    boolean empty =
        store
            .get(BuiltInTypes.DEFINITIONS, key)
            .map(definition -> Definitions.typeOf(definition.tree()))
            .map(type -> store.list(type, "").objects().isEmpty())
            .orElse(false);
    if (empty) {
      finish(
          BuiltInTypes.DEFINITIONS,
          key,
          object -> {
            Metadata metadata = Metadata.of(object);
            List<String> finalizers = metadata.finalizers();
            finalizers.remove(Definitions.CLEANUP);
            metadata.setFinalizers(finalizers);
          });
    }
  }

  /** Takes the last hold off an object that is being deleted, and lets it go if nothing is left. */
  private void finish(ResourceType type, ObjectKey key, Consumer<ObjectNode> release) {
    store.atomically(
        () ->
            store
                .get(type, key)
                .filter(object -> object.metadata().isDeleting())
                .map(
                    object -> {
                      ObjectNode released = object.copy();
                      release.accept(released);
                      boolean free = Metadata.of(released).finalizers().isEmpty();
                      return free
                          ? store.remove(type, key, released)
                          : store.put(type, key, released);
                    }));
  }
}
