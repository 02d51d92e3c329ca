package io.flatnet.controllers.store;

import io.kubernetes.client.common.KubernetesObject;
import java.util.List;

/**
 * The objects of one resource, as the API server keeps them.
 *
 * <p>Every call is one request, or a few pages of one list, and blocks until it is answered or its
 * time is up. Nothing is tried twice: the caller decides. Safe for use by many threads.
 *
 * @param <T> the resource's type
 */
public interface ResourceStore<T extends KubernetesObject> {

  /** Reads one object, as of now (not from a cache of the server). */
  Outcome<T> get(ObjectKey key);

  /** Reads all objects of all namespaces, as of now. */
  Outcome<List<T>> list();

  /** Creates an object; its status is ignored where the resource has a status subresource. */
  Outcome<T> create(T object);

  /**
   * Replaces an object but for its status. The object must carry the resourceVersion that it was
   * read with; a newer one on the server is a {@link Outcome.Conflict}.
   */
  Outcome<T> update(T object);

  /** Replaces an object's status and nothing else, under the same rule as {@link #update}. */
  Outcome<T> updateStatus(T object);

  /** Changes only what the patch names. */
  Outcome<T> patch(ObjectKey key, MergePatch patch);

  /**
   * Deletes an object if it is still the one of this UID; another one of the same name is a {@link
   * Outcome.Conflict}.
   */
  Outcome<DeleteResult> delete(ObjectKey key, String uid);
}
