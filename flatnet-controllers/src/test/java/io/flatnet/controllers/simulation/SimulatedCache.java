package io.flatnet.controllers.simulation;

import io.flatnet.controllers.cache.ObservedCache;
import io.flatnet.controllers.simulation.ChangeLog.Change;
import io.flatnet.controllers.store.Metadata;
import io.flatnet.controllers.store.ObjectKey;
import io.kubernetes.client.common.KubernetesObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A cache that is a position in a {@link ChangeLog}: behind by as much as one likes, moved on event
 * by event as a watch does, or by a new list, which tells the difference alone.
 */
final class SimulatedCache<T extends KubernetesObject> implements ObservedCache<T> {
  private final ChangeLog<T> log;
  private final Map<ObjectKey, T> known;
  private final List<BiConsumer<@Nullable T, @Nullable T>> listeners = new ArrayList<>();
  private int position;

  /** A cache whose first list is {@code behind} changes old. */
  SimulatedCache(ChangeLog<T> log, int behind) {
    this.log = log;
    this.position = Math.max(0, log.size() - behind);
    this.known = stateAt(position);
  }

  private Map<ObjectKey, T> stateAt(int end) {
    Map<ObjectKey, T> state = new TreeMap<>();
    for (int i = 0; i < end; i++) {
      Change<T> change = log.get(i);
      put(state, change.key(), change.after());
    }
    return state;
  }

  /** Whether there is something that this cache has not heard of. */
  boolean isBehind() {
    return position < log.size();
  }

  /** The watch brings the next change. */
  void next() {
    Change<T> change = log.get(position++);
    change(change.key(), change.after());
  }

  /** The watch broke: a new list is read. */
  void relist() {
    position = log.size();
    Map<ObjectKey, T> now = stateAt(position);
    TreeSet<ObjectKey> keys = new TreeSet<>(known.keySet());
    keys.addAll(now.keySet());
    keys.forEach(key -> change(key, now.get(key)));
  }

  private void change(ObjectKey key, @Nullable T after) {
    T before = put(known, key, after);
    if (!version(before).equals(version(after))) {
      listeners.forEach(listener -> listener.accept(before, after));
    }
  }

  private static String version(@Nullable KubernetesObject object) {
    return object == null ? "none" : Metadata.version(object);
  }

  private static <T> @Nullable T put(Map<ObjectKey, T> state, ObjectKey key, @Nullable T object) {
    return object == null ? state.remove(key) : state.put(key, object);
  }

  @Override
  public boolean isSynced() {
    return true;
  }

  @Override
  public void onChange(BiConsumer<@Nullable T, @Nullable T> listener) {
    listeners.add(listener);
  }

  @Override
  public Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(known.get(key));
  }

  @Override
  public List<T> list() {
    return List.copyOf(known.values());
  }
}
