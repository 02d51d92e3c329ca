package io.flatnet.controllers.store;

import io.kubernetes.client.common.KubernetesObject;
import java.util.List;

/**
 * A store that hands every request to another one, for those that change one of them. As safe for
 * use by many threads as the other.
 *
 * @param <T> the type of the objects
 */
public abstract class ForwardingStore<T extends KubernetesObject> implements ResourceStore<T> {
  private final ResourceStore<T> store;

  /** The same objects as this store's. */
  protected ForwardingStore(ResourceStore<T> store) {
    this.store = store;
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

  @Override
  public Outcome<DeleteResult> delete(ObjectKey key, String uid) {
    return store.delete(key, uid);
  }
}
