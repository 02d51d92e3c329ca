package io.flatnet.controllers.store;

import io.kubernetes.client.common.KubernetesObject;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The objects of one resource in memory, and what a server does to them. */
final class InMemoryObjects<T extends KubernetesObject> {
  private static final OffsetDateTime BEGIN =
      Instant.ofEpochSecond(1_700_000_000L).atOffset(ZoneOffset.UTC);

  private final InMemoryCluster.Server server;
  private final ObjectCopies<T> copies;
  private final TreeMap<ObjectKey, T> all = new TreeMap<>();
  private final List<BiConsumer<@Nullable T, @Nullable T>> listeners = new ArrayList<>();

  InMemoryObjects(ResourceType<T> type, InMemoryCluster.Server server, boolean sharing) {
    this.server = server;
    this.copies = new ObjectCopies<>(type, sharing);
  }

  void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {
    listeners.add(listener);
  }

  Outcome<T> get(ObjectKey key) {
    T object = all.get(key);
    return object == null ? new Outcome.NotFound<>("no " + key) : answer(object);
  }

  List<T> list() {
    return all.values().stream().map(copies::read).toList();
  }

  Outcome<T> create(T asked) {
    ObjectKey key = ObjectKey.of(asked);
    if (all.containsKey(key)) {
      return new Outcome.AlreadyExists<>(key + " is there");
    }
    T object = copies.withoutStatus(copies.own(asked));
    object
        .getMetadata()
        .uid(server.nextUid())
        .creationTimestamp(BEGIN.plusSeconds(server.nextVersion()));
    return stored(key, null, object);
  }

  Outcome<T> update(T asked) {
    ObjectKey key = ObjectKey.of(asked);
    T old = all.get(key);
    if (old == null) {
      return new Outcome.NotFound<>("no " + key);
    }
    V1ObjectMeta was = old.getMetadata();
    if (differs(asked.getMetadata(), was)) {
      return conflict(key);
    }
    T next = copies.withStatusOf(copies.own(asked), old);
    next.getMetadata()
        .uid(was.getUid())
        .creationTimestamp(was.getCreationTimestamp())
        .deletionTimestamp(was.getDeletionTimestamp());
    return changed(key, old, next);
  }

  Outcome<T> updateStatus(T asked) {
    ObjectKey key = ObjectKey.of(asked);
    T old = all.get(key);
    if (old == null) {
      return new Outcome.NotFound<>("no " + key);
    }
    if (differs(asked.getMetadata(), old.getMetadata())) {
      return conflict(key);
    }
    return changed(key, old, copies.withStatusOf(copies.own(old), copies.own(asked)));
  }

  Outcome<T> patch(ObjectKey key, MergePatch patch) {
    T old = all.get(key);
    if (old == null) {
      return new Outcome.NotFound<>("no " + key);
    }
    T next = copies.patched(old, patch);
    if (differs(next.getMetadata(), old.getMetadata())) {
      return conflict(key);
    }
    return changed(key, old, next);
  }

  Outcome<DeleteResult> delete(ObjectKey key, String uid) {
    T old = all.get(key);
    if (old == null) {
      return new Outcome.NotFound<>("no " + key);
    }
    if (!uid.equals(Metadata.uid(old))) {
      return new Outcome.Conflict<>(key + " is another object");
    }
    if (!hasFinalizers(old)) {
      removed(key, old);
      return new Outcome.Done<>(DeleteResult.GONE);
    }
    if (old.getMetadata().getDeletionTimestamp() == null) {
      T next = copies.own(old);
      next.getMetadata().deletionTimestamp(BEGIN);
      stored(key, old, next);
    }
    return new Outcome.Done<>(DeleteResult.TERMINATING);
  }

  private Outcome<T> changed(ObjectKey key, T old, T next) {
    next.getMetadata().resourceVersion(old.getMetadata().getResourceVersion());
    if (next.equals(old)) {
      return answer(old); // no change, no version: as the API server does it
    }
    if (next.getMetadata().getDeletionTimestamp() != null && !hasFinalizers(next)) {
      removed(key, old);
      return answer(next);
    }
    return stored(key, old, next);
  }

  private Outcome<T> stored(ObjectKey key, @Nullable T old, T next) {
    next.getMetadata().resourceVersion(Long.toString(server.nextVersion()));
    all.put(key, next);
    written(old, next);
    return answer(next);
  }

  private void removed(ObjectKey key, T old) {
    all.remove(key);
    written(old, null);
  }

  private void written(@Nullable T old, @Nullable T next) {
    listeners.forEach(listener -> listener.accept(old, next));
    server.written();
  }

  private Outcome<T> answer(T object) {
    return new Outcome.Done<>(copies.read(object));
  }

  private boolean differs(V1ObjectMeta asked, V1ObjectMeta stored) {
    return server.isCheckingVersions()
        && (differs(asked.getResourceVersion(), stored.getResourceVersion())
            || differs(asked.getUid(), stored.getUid()));
  }

  private static boolean differs(@Nullable String asked, @Nullable String stored) {
    return asked != null && !Objects.equals(asked, stored);
  }

  private static boolean hasFinalizers(KubernetesObject object) {
    List<String> finalizers = object.getMetadata().getFinalizers();
    return finalizers != null && !finalizers.isEmpty();
  }

  private Outcome<T> conflict(ObjectKey key) {
    return new Outcome.Conflict<>(key + " was written meanwhile");
  }
}
