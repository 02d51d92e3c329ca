package io.flatnet.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * All objects of all kinds, and the one counter of revisions. Thread-safe.
 *
 * <p>Writes hold one lock from reading to storing, so that what a write decided on is still true
 * when it is stored. Reads of one object take no lock; a list takes it for as long as it collects
 * references.
 */
final class ObjectStore {
  /** Not 1, so that a small number is an old revision here too and not the first of all. */
  private static final long FIRST_REVISION = 1000;

  private final int historyCapacity;
  private final Consumer<Stored> listener;
  private final ReentrantLock lock = new ReentrantLock();
  private final ConcurrentMap<Kind, Collection> collections = new ConcurrentHashMap<>();
  private volatile long revision = FIRST_REVISION;

  /** What identifies a kind whatever its version. */
  private record Kind(String group, String plural) {
    static Kind of(ResourceType type) {
      return new Kind(type.group(), type.plural());
    }
  }

  /** The objects of one kind. */
  private record Collection(
      ConcurrentNavigableMap<String, StoredObject> objects, History history) {}

  /**
   * A change with what it is about, for the listener.
   *
   * @param type the kind
   * @param key the object
   * @param change what happened
   */
  record Stored(ResourceType type, ObjectKey key, Change change) {}

  /**
   * Objects at one moment.
   *
   * @param objects in the order of their keys
   * @param revision the moment
   */
  record Snapshot(List<StoredObject> objects, long revision) {}

  /**
   * An empty store.
   *
   * @param historyCapacity how many changes of each kind watches can look back on
   * @param listener told of every change, under the lock: must be quick
   */
  ObjectStore(int historyCapacity, Consumer<Stored> listener) {
    this.historyCapacity = historyCapacity;
    this.listener = listener;
  }

  /** The revision of the last write. */
  long revision() {
    return revision;
  }

  Optional<StoredObject> get(ResourceType type, ObjectKey key) {
    return Optional.ofNullable(collection(type).objects.get(key.path()));
  }

  /** The objects of a kind in one namespace, or in all if that is empty. */
  Snapshot list(ResourceType type, String namespace) {
    lock.lock();
    try {
      ConcurrentNavigableMap<String, StoredObject> objects = collection(type).objects;
      if (namespace.isEmpty()) {
        return new Snapshot(new ArrayList<>(objects.values()), revision);
      }
      // "0" follows "/" in ASCII: the first key after those of the namespace.
      var slice = objects.subMap(namespace + "/", namespace + "0");
      return new Snapshot(new ArrayList<>(slice.values()), revision);
    } finally {
      lock.unlock();
    }
  }

  History history(ResourceType type) {
    return collection(type).history;
  }

  /** Runs several reads and writes as one step. */
  <T> T atomically(Supplier<T> step) {
    lock.lock();
    try {
      return step.get();
    } finally {
      lock.unlock();
    }
  }

  /** Stores an object, new or changed, and tells the watchers. */
  StoredObject put(ResourceType type, ObjectKey key, ObjectNode tree) {
    lock.lock();
    try {
      Collection collection = collection(type);
      long next = revision + 1;
      StoredObject after = new StoredObject(type, tree, next);
      @Nullable StoredObject before = collection.objects.put(key.path(), after);
      publish(type, key, collection, new Change(next, before, after, false));
      return after;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Removes an object and tells the watchers.
   *
   * @return its last content with the revision of the removal; empty if it was not there
   */
  Optional<StoredObject> remove(ResourceType type, ObjectKey key) {
    return atomically(() -> get(type, key).map(object -> remove(type, key, object.copy())));
  }

  /** Removes an object that is there, after a last change that nobody else sees. */
  StoredObject remove(ResourceType type, ObjectKey key, ObjectNode last) {
    lock.lock();
    try {
      Collection collection = collection(type);
      StoredObject before = collection.objects.remove(key.path());
      StoredObject after = new StoredObject(type, last, revision + 1);
      publish(type, key, collection, new Change(after.revision(), before, after, true));
      return after;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a kind; its watches end. */
  void drop(ResourceType type) {
    lock.lock();
    try {
      @Nullable Collection collection = collections.remove(Kind.of(type));
      if (collection != null) {
        collection.history.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends all watches. */
  void close() {
    collections.values().forEach(collection -> collection.history.close());
  }

  private void publish(ResourceType type, ObjectKey key, Collection collection, Change change) {
    collection.history.append(change);
    // Last, so that whoever reads this revision finds all changes up to it in the histories.
    revision = change.revision();
    listener.accept(new Stored(type, key, change));
  }

  private Collection collection(ResourceType type) {
    return collections.computeIfAbsent(
        Kind.of(type),
        kind ->
            new Collection(
                new ConcurrentSkipListMap<>(), new History(historyCapacity, FIRST_REVISION)));
  }
}
