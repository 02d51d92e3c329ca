package io.flatnet.apiserver;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which objects live, and which are owned by which. Thread-safe. */
final class OwnerIndex {
  /**
   * An object.
   *
   * @param type its kind
   * @param key its name
   * @param uid its UID
   */
  record Ref(ResourceType type, ObjectKey key, String uid) {}

  private final Set<String> live = new HashSet<>();
  private final Map<String, Set<Ref>> dependents = new HashMap<>();

  /** Follows a change of the store. */
  synchronized void follow(ObjectStore.Stored stored) {
    Change change = stored.change();
    StoredObject before = change.before();
    if (before != null) {
      Ref ref = new Ref(stored.type(), stored.key(), before.metadata().uid());
      before.metadata().owners().forEach(owner -> remove(owner, ref));
    }
    Metadata after = change.after().metadata();
    if (change.removed()) {
      live.remove(after.uid());
    } else {
      live.add(after.uid());
      Ref ref = new Ref(stored.type(), stored.key(), after.uid());
      after
          .owners()
          .forEach(owner -> dependents.computeIfAbsent(owner, uid -> new HashSet<>()).add(ref));
    }
  }

  /** The objects that name an owner. */
  synchronized List<Ref> dependentsOf(String owner) {
    return List.copyOf(dependents.getOrDefault(owner, Set.of()));
  }

  /** Whether an object names owners and none of them lives. */
  synchronized boolean isOrphan(Metadata metadata) {
    List<String> owners = metadata.owners();
    return !owners.isEmpty() && owners.stream().noneMatch(live::contains);
  }

  private void remove(String owner, Ref ref) {
    Set<Ref> refs = dependents.get(owner);
    if (refs != null) {
      refs.remove(ref);
      if (refs.isEmpty()) {
        dependents.remove(owner);
      }
    }
  }
}
