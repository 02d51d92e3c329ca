package io.flatnet.controllers.store;

import io.kubernetes.client.common.KubernetesObject;
import java.util.List;
import java.util.Set;

/**
 * A store that asks for the deletion of an object only once: several controllers see the same
 * reason, each before the other's deletion is in its cache. A deletion that the server accepted
 * cannot be taken back, and a UID does not come back, so asking again would change nothing.
 */
public final class DeleteOnce<T extends KubernetesObject> implements ResourceStore<T> {
  private static final int REMEMBERED = 16_384;

  private final ResourceStore<T> store;
  private final Set<String> deleted = Recent.set(REMEMBERED);

  /** The same objects as this store's. */
  public DeleteOnce(ResourceStore<T> store) {
    this.store = store;
  }

  /** Sends nothing, and says that the object is on its way out, when that was asked for already. */
  @Override
  public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
    if (deleted.contains(uid)) {
      return new Outcome.Done<>(DeleteResult.TERMINATING);
    }
    Outcome<DeleteResult> outcome = store.delete(key, uid);
    if (outcome instanceof Outcome.Done) {
      deleted.add(uid);
    }
    return outcome;
  }

  @Override
  public Outcome<T> get(ObjectKey key) {
    return store.get(key);
  }

  @Override
  public Outcome<List<T>> list() {
    return store.list();
  }

  @Override
  public Outcome<T> create(T object) {
    return store.create(object);
  }

  @Override
  public Outcome<T> update(T object) {
    return store.update(object);
  }

  @Override
  public Outcome<T> updateStatus(T object) {
    return store.updateStatus(object);
  }

  @Override
  public Outcome<T> patch(ObjectKey key, MergePatch patch) {
    return store.patch(key, patch);
  }
}
